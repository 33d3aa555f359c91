package org.backplane.hostmem.ram;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.memory.MemoryBlock;
import org.backplane.api.object.BackendFactory;
import org.backplane.tck.HostMemoryContract;
import org.backplane.tck.TestCreation;
import org.backplane.tck.TestProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code memory-backend-ram} against the contract of its family, and what is its own. */
final class HostmemRamTest extends HostMemoryContract {

  private static final long HUGE_PAGE = 2L << 20;

  @Override
  protected BackendFactory factory() {
    return new HostmemRamFactory();
  }

  @Test
  void sizeOfOneByteIsRoundedUpAndReadsBackAsGiven() throws Exception {
    try (var made = new Made(1, Map.of())) {
      assertThat(made.block().sizeBytes()).isEqualTo(1);
      assertThat(made.block().segment().byteSize()).isEqualTo(made.block().pageSizeBytes());
      assertThat(made.definition.get(made.memory, "size")).contains(TestProperties.value(1L));
    }
  }

  @Test
  void startsOnAHugePageBoundary() throws Exception {
    try (var made = new Made(3 * HUGE_PAGE + 1, Map.of())) {
      assertThat(made.block().segment().address() % HUGE_PAGE).isZero();
    }
  }

  @Test
  void isZeroed() throws Exception {
    try (var made = new Made(1 << 20, Map.of())) {
      assertThat(made.block().segment().toArray(JAVA_BYTE)).isEqualTo(new byte[1 << 20]);
    }
  }

  @Test
  void privateUnlessShared() throws Exception {
    try (var alone = new Made(4096, Map.of());
        var shared = new Made(4096, Map.of("share", true))) {
      assertThat(alone.block().shared()).isFalse();
      assertThat(shared.block().shared()).isTrue();
      assertThat(mapLine(alone.block())).contains("rw-p");
      assertThat(mapLine(shared.block())).contains("rw-s").contains("memfd:made");
    }
  }

  @Test
  void sharedMemoryIsNamedByPathWhenAsked() throws Exception {
    var options = Map.of("share", true, "x-use-canonical-path-for-ramblock-id", true);
    try (var made = new Made(4096, options)) {
      assertThat(mapLine(made.block())).contains("memfd:/objects/made");
    }
  }

  @Test
  void onlySharedMemoryHasAFile() throws Exception {
    try (var alone = new Made(4096, Map.of());
        var shared = new Made(5000, Map.of("share", true))) {
      assertThat(alone.memory.backing()).isEmpty();
      int number = shared.memory.backing().orElseThrow().descriptor();
      assertThat(Files.size(Path.of("/proc/self/fd/" + number))).isEqualTo(8192);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allOfItIsThereOncePreallocated(boolean share) throws Exception {
    long size = 300L << 20;
    var options = Map.of("share", share, "prealloc", true, "prealloc-threads", 4);
    try (var made = new Made(size, options)) {
      assertThat(made.memory.usage().residentBytes()).isEqualTo(size);
      assertThat(made.memory.read("x-resident-size")).contains(TestProperties.value(size));
      assertThat(made.definition.jobs().getFirst().done()).isEqualTo(size);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sizesBeyondTheHostLeaveNothing(boolean share) throws Exception {
    long before = openDescriptors();
    for (long size : new long[] {1L << 60, Long.MAX_VALUE, Long.MAX_VALUE - 4096}) {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> new Made(size, Map.of("share", share)))
          .withMessageContaining("ENOMEM")
          .withMessageEndingWith("; free memory or give a smaller size");
    }
    assertThat(openDescriptors()).isEqualTo(before);
    assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("memfd:made");
  }

  @Test
  void withoutReservationMoreThanTheHostHasIsPromised() throws Exception {
    try (var made = new Made(1L << 40, Map.of("reserve", false))) {
      made.block().segment().set(JAVA_BYTE, (1L << 40) - 1, (byte) 7);
      assertThat(made.block().segment().get(JAVA_BYTE, (1L << 40) - 1)).isEqualTo((byte) 7);
    }
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new Made(1L << 60, Map.of("reserve", false)))
        .withMessageContaining("ENOMEM");
  }

  @Test
  void thousandDefinitionsLeaveNoMappingBehind() throws Exception {
    try (var warm = new Made(4096, Map.of("share", true))) {
      assertThat(warm.block().shared()).isTrue();
    }
    long before = openDescriptors();
    for (int i = 0; i < 1_000; i++) {
      try (var made = new Made(1 << 16, Map.of("share", i % 2 == 0))) {
        made.block().segment().set(JAVA_BYTE, i, (byte) i);
      }
    }
    assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("memfd:made");
    assertThat(openDescriptors()).isLessThanOrEqualTo(before + 5);
  }

  private static long openDescriptors() throws Exception {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private static String mapLine(MemoryBlock block) throws Exception {
    String start = Long.toHexString(block.segment().address()) + "-";
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }
  }

  /** A live memory with its definition. */
  private static final class Made implements AutoCloseable {
    private final TestCreation definition;
    private final HostMemory memory;

    Made(long size, Map<String, ?> more) throws BackplaneException {
      var factory = new HostmemRamFactory();
      var given = new HashMap<String, Object>(Map.of("size", size));
      given.putAll(more);
      definition = new TestCreation(factory.description(), "made", given);
      memory = (HostMemory) factory.create(definition);
    }

    MemoryBlock block() {
      return memory.block();
    }

    @Override
    public void close() {
      memory.close();
      definition.close();
    }
  }
}
