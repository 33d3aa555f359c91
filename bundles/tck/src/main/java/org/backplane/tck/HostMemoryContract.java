package org.backplane.tck;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.memory.MemoryBacking;
import org.backplane.api.memory.MemoryBlock;
import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.memory.MemoryUsage;
import org.backplane.api.object.BackendFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link HostMemory} must do. Extend it in the backend's own tests. */
public abstract class HostMemoryContract {

  private static final long SIZE_BYTES = 4L << 20;
  private static final long MARK = 0x6261636b706c616eL;

  private static final String NAME_BY_PATH = "x-use-canonical-path-for-ramblock-id";

  private TestCreation creation;
  private HostMemory memory;
  private boolean closed;

  /** The factory under test. */
  protected abstract BackendFactory factory();

  /** What a writable memory of that size needs, by property name. */
  protected Map<String, ?> properties(long sizeBytes) {
    return Map.of("size", sizeBytes);
  }

  @BeforeEach
  final void create() throws BackplaneException {
    creation = new TestCreation(factory().description(), "mem0", properties(SIZE_BYTES));
    memory = (HostMemory) factory().create(creation);
  }

  @AfterEach
  final void end() {
    close();
    assertThat(creation.leased()).as("objects still leased").isEmpty();
    creation.close();
  }

  private void close() {
    if (!closed) {
      closed = true;
      memory.close();
    }
  }

  private void exchangeCode() throws BackplaneException {
    memory.close();
    memory = (HostMemory) factory().create(creation);
  }

  @Test
  void hasTheSizeThatWasAskedFor() {
    MemoryBlock block = memory.block();
    assertThat(block.sizeBytes()).isEqualTo(SIZE_BYTES);
    assertThat(block.segment().byteSize()).isGreaterThanOrEqualTo(SIZE_BYTES);
    assertThat(Long.bitCount(block.pageSizeBytes())).isOne();
    assertThat(block.segment().address() % block.pageSizeBytes()).isZero();
  }

  @Test
  void isNamedAfterItsObject() throws Exception {
    String name = memory.block().name();
    assertThat(name).isIn("mem0", "/objects/mem0");
    exchangeCode();
    assertThat(memory.block().name()).isEqualTo(name);
  }

  /** The name belongs to the memory: machines and migration streams know it by that. */
  @Test
  void keepsItsNameWhateverIsSetLater() throws Exception {
    assumeTrue(factory().description().property(NAME_BY_PATH).isPresent());
    String name = memory.block().name();
    for (boolean byPath : new boolean[] {true, false}) {
      creation.set(memory, NAME_BY_PATH, byPath);
      assertThat(memory.block().name()).isEqualTo(name);
      exchangeCode();
      assertThat(memory.block().name()).isEqualTo(name);
    }
  }

  @Test
  void isWritableFromEndToEndByEveryThread() throws Exception {
    MemorySegment segment = memory.block().segment();
    assertThat(memory.block().writable()).isTrue();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  segment.set(JAVA_BYTE, 0, (byte) 1);
                  segment.set(JAVA_BYTE, SIZE_BYTES - 1, (byte) 2);
                });
    writer.join();
    assertThat(segment.get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
    assertThat(segment.get(JAVA_BYTE, SIZE_BYTES - 1)).isEqualTo((byte) 2);
  }

  @Test
  void tellsWhatItCostsTheHost() throws Exception {
    long beforeWriting = memory.usage().residentBytes();
    MemorySegment segment = memory.block().segment();
    for (long at = 0; at < SIZE_BYTES; at += 4096) {
      segment.set(JAVA_LONG, at, MARK);
    }
    MemoryUsage usage = memory.usage();
    assertThat(usage.requestedBytes()).isEqualTo(SIZE_BYTES);
    assertThat(usage.mappedBytes()).isGreaterThanOrEqualTo(SIZE_BYTES);
    assertThat(usage.residentBytes() + usage.swappedBytes())
        .as("%s after %s resident", usage, beforeWriting)
        .isGreaterThanOrEqualTo(SIZE_BYTES);
    assertThat(usage.hugeBytes()).isLessThanOrEqualTo(usage.residentBytes());
    assertThat(usage.lostBytes()).isZero();
    var heard = new CompletableFuture<MemoryLoss>();
    memory.onLoss(heard::complete).close();
    assertThat(heard).isNotDone();
  }

  @Test
  void givesTheFileBehindSharedMemory() throws Exception {
    MemoryBlock block = memory.block();
    if (block.shared()) {
      assertThat(memory.backing()).as("the file behind shared memory").isPresent();
    }
    Optional<MemoryBacking> backing = memory.backing();
    block.segment().set(JAVA_LONG, 4096, MARK);
    if (backing.isPresent()) {
      Path file = Path.of("/proc/self/fd/" + backing.get().descriptor());
      assertThat(file).as("the descriptor of %s", backing).exists();
      if (Files.isReadable(file)) {
        boolean seen = longAt(file, backing.get().offsetBytes() + 4096) == MARK;
        assertThat(seen).as("the file shows what was written").isEqualTo(block.shared());
      }
    }
  }

  @Test
  void keepsTheFileWhenItsCodeIsExchanged() throws Exception {
    Optional<MemoryBacking> before = memory.backing();
    exchangeCode();
    assertThat(memory.backing()).isEqualTo(before);
  }

  // The descriptor stays its owner's: opening its name in /proc makes another one.
  private static long longAt(Path file, long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.read(bytes, offset);
    }
    return bytes.flip().remaining() < Long.BYTES ? 0 : bytes.getLong();
  }

  @Test
  void endsAtItsEnd() {
    MemorySegment segment = memory.block().segment();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> segment.get(JAVA_BYTE, segment.byteSize()));
  }

  @Test
  void keepsAddressAndContentWhenItsCodeIsExchanged() throws Exception {
    MemorySegment before = memory.block().segment();
    before.set(JAVA_LONG, 4096, MARK);
    for (int i = 0; i < 20; i++) {
      exchangeCode();
      assertThat(memory.block().segment().address()).isEqualTo(before.address());
      assertThat(memory.block().segment().get(JAVA_LONG, 4096)).isEqualTo(MARK);
    }
    assertThat(before.get(JAVA_LONG, 4096)).as("the block that was leased").isEqualTo(MARK);
  }

  @Test
  void staysUsableWhileNoCodeServesIt() {
    MemorySegment segment = memory.block().segment();
    close();
    segment.set(JAVA_LONG, 0, MARK);
    assertThat(segment.get(JAVA_LONG, 0)).isEqualTo(MARK);
  }

  @Test
  void throwsOnAccessAfterTheDefinitionEnded() {
    MemorySegment segment = memory.block().segment();
    end();
    assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
    assertThat(segment.scope().isAlive()).isFalse();
  }

  @Test
  void givesEveryDefinitionMemoryOfItsOwn() throws Exception {
    try (var other = new TestCreation(factory().description(), "mem1", properties(SIZE_BYTES));
        var second = (HostMemory) factory().create(other)) {
      memory.block().segment().set(JAVA_LONG, 0, MARK);
      assertThat(second.block().segment().get(JAVA_LONG, 0)).isNotEqualTo(MARK);
    }
  }

  @Test
  void refusesSizeZeroAndSizesBeyondTheHostAndLeavesNothingBehind() {
    for (long size : new long[] {0, -1, -4096, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 60}) {
      try (var refused = new TestCreation(factory().description(), "mem2", properties(size))) {
        assertThatThrownBy(() -> factory().create(refused))
            .as("size %s", Long.toUnsignedString(size))
            .isInstanceOf(BackplaneException.class)
            .hasMessageContaining("'mem2'");
        assertThat(refused.resources().names()).isEmpty();
        assertThat(refused.leased()).isEmpty();
      }
    }
    try (var zero = new TestCreation(factory().description(), "mem3", properties(0))) {
      assertThatThrownBy(() -> factory().create(zero))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("size must not be 0");
    }
  }
}
