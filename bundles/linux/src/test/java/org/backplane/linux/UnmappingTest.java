package org.backplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnmappingTest {
  private static final MappingSpec LARGE =
      MappingSpec.ofSize(Unmapping.LARGE_BYTES).withReserve(false);

  private static MappedBlock block(MappingSpec spec) throws LinuxException {
    return MappedBlock.place(spec, PageSource.zeros());
  }

  @Test
  void largeBlockIsGivenBackByAThreadThatEnds() throws Exception {
    MappedBlock block = block(LARGE);
    Thread thread = Unmapping.start(block).thread().orElseThrow();
    assertThat(thread.getName()).isEqualTo("backplane-unmap");
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    assertThat(SelfMaps.at(block.address())).isEmpty();
    assertThat(SelfMaps.at(block.address() - 1)).isEmpty();
  }

  @Test
  void smallerBlockIsGivenBackAtOnce() throws IOException {
    MappedBlock block = block(MappingSpec.ofSize(Unmapping.LARGE_BYTES - 4096).withReserve(false));
    assertThat(Unmapping.start(block).thread()).isEmpty();
    assertThat(SelfMaps.at(block.address())).isEmpty();
  }

  @Test
  void closeEndsEveryAccessAndTheFileAtOnceAndLeavesNoThread() throws Exception {
    FileDescriptor file = MemoryFile.create("large", false, false, 0);
    file.truncate(Unmapping.LARGE_BYTES);
    var mapping = Mapping.file(LARGE.withShared(true), file, 0, false);
    mapping.populateWrite(0, 64 << 20);
    MemorySegment memory = mapping.segment();
    mapping.close();
    mapping.close();
    assertThatThrownBy(() -> memory.get(JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(file::status).isInstanceOf(IllegalStateException.class);
    for (Thread thread : unmappers()) {
      assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(SelfMaps.areas()).noneMatch(area -> area.line().contains("memfd:large"));
    assertThat(unmappers()).isEmpty();
  }

  @Test
  void closeAndWaitReturnsWhenNothingIsMapped() throws IOException {
    for (int i = 0; i < 5; i++) {
      FileDescriptor file = MemoryFile.create("awaited", false, false, 0);
      file.truncate(Unmapping.LARGE_BYTES);
      var mapping = Mapping.file(LARGE.withShared(true), file, 0, false);
      mapping.populateWrite(0, 256 << 20);
      assertThat(mapping.closeAndWait()).isTrue();
      assertThat(SelfMaps.areas()).noneMatch(area -> area.line().contains("memfd:awaited"));
      assertThat(mapping.closeAndWait()).isTrue();
    }
  }

  @Test
  void closeAndWaitTellsThatAHoldKeepsTheMapping() throws IOException {
    var mapping = Mapping.anonymous(MappingSpec.ofSize(4096));
    try (var _ = mapping.hold()) {
      assertThat(mapping.closeAndWait()).isFalse();
    }
    assertThat(mapping.closeAndWait()).isTrue();
  }

  private static List<Thread> unmappers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("backplane-unmap"))
        .toList();
  }

  @Test
  void discardHappensBeforeCloseReturns() throws IOException {
    FileDescriptor file = MemoryFile.create("discarded", false, false, 0);
    file.truncate(Unmapping.LARGE_BYTES);
    try (var copy = file.dup()) {
      var mapping = Mapping.file(LARGE.withShared(true), file, 0, false);
      mapping.segment().set(JAVA_BYTE, 5, (byte) 1);
      mapping.discardOnClose(true);
      mapping.close();
      var read = ByteBuffer.allocate(1);
      assertThat(copy.readAt(5, read)).isOne();
      assertThat(read.get(0)).isZero();
    }
  }
}
