package org.backplane.hostmem.memfd;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.PropertyValue;
import org.backplane.linux.Host;
import org.backplane.linux.MemoryFile;
import org.backplane.tck.HugePages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is its own: the name, seals, and huge pages. */
final class HostmemMemfdTest {

  private static final long SIZE = 1 << 20;

  @AfterEach
  void nothingStaysOpen() throws Exception {
    assertThat(Made.traces()).isEmpty();
  }

  @Test
  void isAlwaysNamedAlike() throws Exception {
    try (var made = new Made(SIZE, Map.of("x-use-canonical-path-for-ramblock-id", true))) {
      assertThat(Files.readSymbolicLink(made.file()).toString())
          .isEqualTo("/memfd:memory-backend-memfd (deleted)");
      assertThat(made.block().name()).isEqualTo("/objects/m0");
      assertThat(made.block().shared()).isTrue();
    }
  }

  @Test
  void isSealedAgainstOtherLengths() throws Exception {
    try (var made = new Made(SIZE, Map.of());
        var file = new RandomAccessFile(made.file().toFile(), "rw")) {
      assertThatIOException().isThrownBy(() -> file.setLength(SIZE + 4096));
      assertThatIOException().isThrownBy(() -> file.setLength(SIZE - 4096));
      file.writeLong(7);
      assertThat(Long.reverseBytes(made.block().segment().get(JAVA_LONG, 0))).isEqualTo(7);
    }
  }

  @Test
  void withoutSealsItsLengthCanBeChanged() throws Exception {
    try (var made = new Made(SIZE, Map.of("seal", false));
        var file = new RandomAccessFile(made.file().toFile(), "rw")) {
      file.setLength(SIZE + 4096);
      assertThat(Files.size(made.file())).isEqualTo(SIZE + 4096);
    }
  }

  @Test
  void laterChangesReadBackAndDoNothing() throws Exception {
    try (var made = new Made(SIZE, Map.of())) {
      made.set("seal", false);
      made.set("hugetlb", true);
      assertThat(made.get("seal")).isEqualTo(new PropertyValue.Bool(false));
      assertThat(made.get("hugetlb")).isEqualTo(new PropertyValue.Bool(true));
      assertThat(made.block().pageSizeBytes()).isEqualTo(Host.read().pageSizeBytes());
      try (var file = new RandomAccessFile(made.file().toFile(), "rw")) {
        assertThatIOException().isThrownBy(() -> file.setLength(SIZE + 4096));
      }
    }
  }

  @Test
  void privateMemoryKeepsWhatIsWrittenOutOfTheFile() throws Exception {
    try (var made = new Made(SIZE, Map.of("share", false))) {
      made.block().segment().set(JAVA_LONG, 0, -1);
      assertThat(made.block().shared()).isFalse();
      assertThat(Files.readAllBytes(made.file())).hasSize((int) SIZE).containsOnly(0);
    }
  }

  @Test
  void takesWholePagesOnly() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new Made(SIZE + 1, Map.of()))
        .withMessageContaining("size 1048577 is not a multiple of the 4096-byte page size");
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 5000, (2L << 20) + 4096, Long.MAX_VALUE, -1})
  void pageSizesArePowersOfTwoAlsoWhenNotUsed(long bytes) {
    for (boolean huge : new boolean[] {false, true}) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> new Made(SIZE, Map.of("hugetlb", huge, "hugetlbsize", bytes)))
          .withMessageContaining(
              "hugetlbsize %s is not a power of two".formatted(Long.toUnsignedString(bytes)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4096, 2L << 20, Long.MIN_VALUE})
  void pageSizesWithoutHugePagesHaveNoEffect(long bytes) throws Exception {
    try (var made = new Made(SIZE, Map.of("hugetlbsize", bytes))) {
      assertThat(made.get("hugetlbsize")).isEqualTo(new PropertyValue.Unsigned(bytes));
      assertThat(made.block().pageSizeBytes()).isEqualTo(Host.read().pageSizeBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4096, 4L << 20, Long.MIN_VALUE})
  void pageSizesThatTheHostHasNotAreNamed(long bytes) {
    assumeTrue(MemoryFile.canUseHugePages(), "this kernel has no huge pages");
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new Made(4L << 20, Map.of("hugetlb", true, "hugetlbsize", bytes)))
        .withMessageContaining("the memory file cannot be made: memfd_create")
        .withMessageContaining("this host has hugetlbsize ")
        .withMessageContaining("2097152");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, HugePages.BYTES})
  void isMadeOfHugePages(long bytes) throws Exception {
    try (var _ = HugePages.add(2)) {
      Map<String, ?> more =
          bytes == 0 ? Map.of("hugetlb", true) : Map.of("hugetlb", true, "hugetlbsize", bytes);
      try (var made = new Made(2 * HugePages.BYTES, more)) {
        assertThat(made.block().pageSizeBytes()).isEqualTo(HugePages.BYTES);
        assertThat(made.block().segment().address() % HugePages.BYTES).isZero();
        made.block().segment().fill((byte) 1);
        assertThat(made.memory().usage().hugeBytes()).isEqualTo(2 * HugePages.BYTES);
      }
    }
  }

  @Test
  void hugePagesAreTakenWhole() throws Exception {
    assumeTrue(MemoryFile.canUseHugePages(), "this kernel has no huge pages");
    for (long size : new long[] {4096, HugePages.BYTES + 4096}) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> new Made(size, Map.of("hugetlb", true, "hugetlbsize", HugePages.BYTES)))
          .withMessageContaining("is not a multiple of the 2097152-byte page size");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tooFewHugePagesAreToldWithTheWayToGetThem(boolean share) throws Exception {
    assumeTrue(MemoryFile.canUseHugePages(), "this kernel has no huge pages");
    long pages = HugePages.free() + 1000;
    var more = Map.of("hugetlb", true, "hugetlbsize", HugePages.BYTES, "share", share);
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new Made(pages * HugePages.BYTES, more))
        .withMessageStartingWith("memory-backend-memfd 'm0': " + pages + " huge pages of 2048 KiB")
        .withMessageContaining("ENOMEM")
        .withMessageEndingWith(
            "write a larger number to /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
  }

  @Test
  void withoutReservationHugePagesArePromised() throws Exception {
    assumeTrue(MemoryFile.canUseHugePages(), "this kernel has no huge pages");
    long pages = HugePages.free() + 1000;
    var more = Map.of("hugetlb", true, "hugetlbsize", HugePages.BYTES, "reserve", false);
    try (var made = new Made(pages * HugePages.BYTES, more)) {
      assertThat(made.block().sizeBytes()).isEqualTo(pages * HugePages.BYTES);
    }
  }

  @Test
  void aRetryAfterARefusalStartsClean() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> new Made(5000, Map.of())).isInstanceOf(BackplaneException.class);
      assertThatThrownBy(() -> new Made(SIZE, Map.of("policy", "bind", "host-nodes", List.of(127))))
          .isInstanceOf(BackplaneException.class);
      assertThat(Made.traces()).isEmpty();
    }
    try (var made = new Made(2 * SIZE, Map.of())) {
      assertThat(Files.size(made.file())).isEqualTo(2 * SIZE);
    }
  }
}
