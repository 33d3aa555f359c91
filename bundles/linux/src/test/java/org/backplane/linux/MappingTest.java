package org.backplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTest {
  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void memoryIsZeroedAndKeepsWhatIsWritten(boolean shared) throws IOException {
    try (var mapping = Mapping.anonymous(MappingSpec.ofSize(3 * MIB).withShared(shared))) {
      MemorySegment memory = mapping.segment();
      assertThat(memory.byteSize()).isEqualTo(3 * MIB).isEqualTo(mapping.sizeBytes());
      assertThat(memory.mismatch(MemorySegment.ofArray(new byte[(int) (3 * MIB)]))).isEqualTo(-1);
      memory.set(JAVA_LONG, 0, 0x1122334455667788L);
      memory.set(JAVA_BYTE, 3 * MIB - 1, (byte) 9);
      assertThat(memory.get(JAVA_LONG, 0)).isEqualTo(0x1122334455667788L);
      assertThat(memory.get(JAVA_BYTE, 3 * MIB - 1)).isEqualTo((byte) 9);
      assertThatThrownBy(() -> memory.get(JAVA_BYTE, 3 * MIB))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void labelAndReportedLossAreKeptForThoseWhoComeLater() throws IOException {
    try (var mapping = Mapping.anonymous(MappingSpec.ofSize(1))) {
      assertThat(mapping.label()).isEmpty();
      mapping.label("ram0");
      assertThat(mapping.label()).isEqualTo("ram0");
      assertThat(mapping.claimLossReport()).isTrue();
      assertThat(mapping.claimLossReport()).isFalse();
    }
  }

  @Test
  void sizeIsRoundedUpToPages() throws IOException {
    try (var mapping = Mapping.anonymous(MappingSpec.ofSize(1))) {
      assertThat(mapping.sizeBytes()).isEqualTo(mapping.pageSizeBytes());
      mapping.segment().fill((byte) 1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4096, 65536, 2 << 20, 64 << 20})
  void startIsAlignedAndAGuardPageLiesOnEachSide(long alignment) throws IOException {
    for (boolean shared : List.of(false, true)) {
      var spec = MappingSpec.ofSize(MIB).withAlignmentBytes(alignment).withShared(shared);
      try (var mapping = Mapping.anonymous(spec)) {
        long start = mapping.segment().address();
        long page = mapping.pageSizeBytes();
        assertThat(start % Math.max(alignment, page)).isZero();
        assertThat(SelfMaps.at(start + MIB - 1).orElseThrow().permissions())
            .isEqualTo(shared ? "rw-s" : "rw-p");
        SelfMaps.Area before = SelfMaps.at(start - 1).orElseThrow();
        SelfMaps.Area behind = SelfMaps.at(start + MIB).orElseThrow();
        assertThat(before.permissions()).isEqualTo("---p");
        assertThat(behind.permissions()).isEqualTo("---p");
        // A thread's own guard pages may lie right beside ours and show in the same area.
        assertThat(behind.to() - (start + MIB))
            .as("the slack is gone")
            .isBetween(page, page + 65536);
        assertThat(start - before.from()).as("here too").isBetween(page, page + 65536);
      }
    }
  }

  @Test
  void closeUnmapsBlockAndGuardPages() throws IOException {
    var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB));
    long start = mapping.segment().address();
    mapping.close();
    mapping.close();
    assertThat(SelfMaps.at(start - 1)).isEmpty();
    assertThat(SelfMaps.at(start)).isEmpty();
    assertThat(SelfMaps.at(start + MIB)).isEmpty();
  }

  @Test
  void useAfterCloseThrows() throws IOException {
    var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB));
    MemorySegment memory = mapping.segment();
    mapping.close();
    assertThatThrownBy(() -> memory.get(JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(mapping::hold).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> mapping.advise(Advice.HUGEPAGE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> mapping.populateWrite(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(mapping::usage).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> mapping.bind(MemoryPolicy.DEFAULT, new BitSet()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void holdKeepsTheMemoryUntilItIsGivenUp() throws IOException {
    var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB));
    MemorySegment memory = mapping.segment();
    Hold first = mapping.hold();
    Hold second = mapping.hold();
    mapping.close();
    memory.set(JAVA_BYTE, 0, (byte) 5);
    first.close();
    first.close();
    assertThat(memory.get(JAVA_BYTE, 0)).isEqualTo((byte) 5);
    assertThat(SelfMaps.at(memory.address())).isPresent();
    second.close();
    assertThatThrownBy(() -> memory.get(JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    assertThat(SelfMaps.at(memory.address())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void memoryWithoutAFileHasNoDescriptor(boolean shared) throws IOException {
    try (var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB).withShared(shared))) {
      assertThat(mapping.backing()).isEmpty();
      assertThat(mapping.offsetBytes()).isZero();
      assertThat(mapping.writable()).isTrue();
    }
  }

  @Test
  void readOnlyMemoryHasAReadOnlySegment() throws IOException {
    try (var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB).withWritable(false))) {
      assertThat(mapping.writable()).isFalse();
      assertThat(mapping.segment().isReadOnly()).isTrue();
      assertThat(mapping.segment().get(JAVA_BYTE, 0)).isZero();
      assertThat(SelfMaps.at(mapping.segment().address()).orElseThrow().permissions())
          .isEqualTo("r--p");
      assertThatThrownBy(() -> mapping.segment().set(JAVA_BYTE, 0, (byte) 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> mapping.populateWrite(0, 1)).hasMessageContaining("EINVAL");
    }
  }

  @Test
  void adviceReachesTheKernel() throws IOException {
    try (var mapping = Mapping.anonymous(MappingSpec.ofSize(4 * MIB).withReserve(false))) {
      long start = mapping.segment().address();
      assertThat(SelfMaps.flags(start)).contains("nr").doesNotContain("dd", "dc");
      assertThat(mapping.advise(Advice.DONTDUMP)).isTrue();
      assertThat(mapping.advise(Advice.DONTFORK)).isTrue();
      assertThat(SelfMaps.flags(start)).contains("dd", "dc");
      assertThat(mapping.advise(Advice.DODUMP)).isTrue();
      assertThat(SelfMaps.flags(start)).doesNotContain("dd");
      // Kernels without these features answer false; those with them show the flag.
      assertThat(mapping.advise(Advice.MERGEABLE)).isEqualTo(SelfMaps.flags(start).contains("mg"));
      mapping.advise(Advice.UNMERGEABLE);
      assertThat(SelfMaps.flags(start)).doesNotContain("mg");
      assertThat(mapping.advise(Advice.HUGEPAGE)).isEqualTo(SelfMaps.flags(start).contains("hg"));
    }
  }

  @Test
  void populateMakesExactlyTheRangePresent() throws IOException {
    try (var mapping = Mapping.anonymous(MappingSpec.ofSize(8 * MIB).withShared(true))) {
      long start = mapping.segment().address();
      assertThat(SelfMaps.residentKib(start)).isZero();
      mapping.populateWrite(0, 0);
      assertThat(SelfMaps.residentKib(start)).isZero();
      mapping.populateWrite(MIB + 1, 1);
      assertThat(SelfMaps.residentKib(start)).isPositive().isLessThanOrEqualTo(2048);
      mapping.segment().set(JAVA_BYTE, 5 * MIB, (byte) 3);
      mapping.populateWrite(0, 8 * MIB);
      assertThat(SelfMaps.residentKib(start)).isEqualTo(8 * 1024);
      assertThat(mapping.segment().get(JAVA_BYTE, 5 * MIB)).isEqualTo((byte) 3);
      assertThatThrownBy(() -> mapping.populateWrite(8 * MIB, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> mapping.populateWrite(-1, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void populateWorksOnAVirtualThread() throws Exception {
    try (var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB).withShared(true))) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  mapping.populateWrite(0, MIB);
                } catch (LinuxException e) {
                  throw new AssertionError(e);
                }
              })
          .join();
      assertThat(SelfMaps.residentKib(mapping.segment().address())).isEqualTo(1024);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 60, Long.MAX_VALUE - 10, Long.MAX_VALUE})
  void tooMuchMemoryIsRefusedByNameAndLeavesNothing(long size) throws IOException {
    for (boolean shared : List.of(false, true)) {
      var spec = MappingSpec.ofSize(size).withReserve(false).withShared(shared);
      SelfMaps.at(0);
      int descriptors = SelfMaps.openDescriptors();
      var refused = catchThrowableOfType(LinuxException.class, () -> Mapping.anonymous(spec));
      assertThat(refused).hasMessageContaining(" " + size + " bytes: ");
      assertThat(refused.errnoName()).isIn("ENOMEM", "EFBIG", "EINVAL");
      assertThat(SelfMaps.openDescriptors()).isEqualTo(descriptors);
    }
  }

  @Test
  void oneExbibyteIsOutOfMemory() {
    var refused =
        catchThrowableOfType(
            LinuxException.class, () -> Mapping.anonymous(MappingSpec.ofSize(1L << 60)));
    assertThat(refused).hasMessage("mmap of 1152921504606846976 bytes: ENOMEM (out of memory)");
    assertThat(refused.call()).isEqualTo("mmap");
    assertThat(refused.errno()).isEqualTo(12);
  }

  @Test
  void oneTebibyteWithoutReservationIsMapped() throws IOException {
    try (var mapping =
        Mapping.anonymous(
            MappingSpec.ofSize(1L << 40).withReserve(false), OvercommitPolicy.HEURISTIC)) {
      mapping.segment().set(JAVA_BYTE, (1L << 40) - 1, (byte) 1);
      assertThat(mapping.segment().get(JAVA_BYTE, (1L << 40) - 1)).isEqualTo((byte) 1);
    }
  }

  @Test
  void strictHostRefusesPrivateMemoryWithoutReservation() throws IOException {
    var spec = MappingSpec.ofSize(MIB).withReserve(false);
    assertThatThrownBy(() -> Mapping.anonymous(spec, OvercommitPolicy.NEVER))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("overcommit_memory")
        .hasMessageContaining("EOPNOTSUPP");
    Mapping.anonymous(spec.withShared(true), OvercommitPolicy.NEVER).close();
    Mapping.anonymous(spec.withReserve(true), OvercommitPolicy.NEVER).close();
  }

  @Test
  void badSpecIsRefusedBeforeAnythingIsMapped() {
    assertThatThrownBy(() -> MappingSpec.ofSize(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MappingSpec.ofSize(-4096))
        .isInstanceOf(IllegalArgumentException.class);
    var spec = MappingSpec.ofSize(1);
    for (long alignment : new long[] {0, -1, 3, 4097, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> spec.withAlignmentBytes(alignment))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void thousandCyclesLeaveNoMapAndNoDescriptor() throws IOException {
    cycle(50);
    int maps = SelfMaps.areas().size();
    int descriptors = SelfMaps.openDescriptors();
    cycle(1000);
    assertThat(SelfMaps.openDescriptors()).isEqualTo(descriptors);
    // The JVM maps code and heap of its own meanwhile; a leak would show as a thousand.
    assertThat(SelfMaps.areas().size()).isCloseTo(maps, org.assertj.core.data.Offset.offset(40));
  }

  private static void cycle(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try (var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB).withShared(i % 2 == 0))) {
        mapping.segment().set(JAVA_BYTE, 0, (byte) i);
      }
    }
  }
}
