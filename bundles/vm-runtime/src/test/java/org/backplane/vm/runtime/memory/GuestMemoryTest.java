package org.backplane.vm.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.backplane.api.cpu.RamBlock;
import org.junit.jupiter.api.Test;

final class GuestMemoryTest {

  private static final long ROM = 0x1000;
  private static final long RAM = 0x8000_0000L;
  private static final long HALF = 0x1000;

  /** RAM of two adjacent blocks, and a ROM of bytes that count up. */
  private final GuestMemory memory =
      new GuestMemory(
          List.of(
              new RamBlock(ROM, MemorySegment.ofArray(new byte[] {0, 1, 2, 3, 4, 5, 6, 7}), false),
              new RamBlock(RAM, heap(HALF), true),
              new RamBlock(RAM + HALF, heap(HALF), true)));

  private static MemorySegment heap(long bytes) {
    return MemorySegment.ofArray(new long[(int) (bytes / Long.BYTES)]);
  }

  @Test
  void valuesAreLittleEndianAtAnyAlignment() throws Exception {
    memory.setU64(RAM + 1, 0x8877_6655_4433_2211L);

    assertThat(memory.u8(RAM + 8)).isEqualTo(0x88);
    assertThat(memory.u16(RAM + 1)).isEqualTo(0x2211);
    assertThat(memory.u32(RAM + 5)).isEqualTo(0x8877_6655);
    assertThat(memory.u64(RAM + 1)).isEqualTo(0x8877_6655_4433_2211L);

    memory.setU8(RAM, 0x1ff);
    memory.setU16(RAM + 1, 0xabcd);
    memory.setU32(RAM + 3, 0x0102_0304);
    assertThat(memory.u64(RAM)).isEqualTo(0x7701_0203_04ab_cdffL);
  }

  @Test
  void orderedAccessesNeedTheirAlignmentAndRam() throws Exception {
    memory.releaseU16(RAM + 2, 0xfffe);
    memory.releaseU32(RAM + 4, -2);

    assertThat(memory.acquireU16(RAM + 2)).isEqualTo(0xfffe);
    assertThat(memory.acquireU32(RAM + 4)).isEqualTo(-2);
    assertFault(RAM + 3, () -> memory.acquireU16(RAM + 3));
    assertFault(RAM + 6, () -> memory.releaseU32(RAM + 6, 0));
    assertFault(ROM, () -> memory.acquireU16(ROM));
  }

  @Test
  void readOnlyMemoryIsReadOnly() throws Exception {
    assertThat(memory.u32(ROM)).isEqualTo(0x0302_0100);
    assertFault(ROM + 4, () -> memory.setU8(ROM + 4, 0));
    assertFault(ROM, () -> memory.write(ROM, new byte[2]));
    assertFault(ROM, () -> memory.requireRange(ROM, 8, true));
    memory.requireRange(ROM, 8, false);
    assertThat(memory.slice(ROM, 8).isReadOnly()).isTrue();
  }

  @Test
  void copiesRunOnIntoTheAdjacentBlock() throws Exception {
    byte[] bytes = {1, 2, 3, 4, 5, 6};
    memory.write(RAM + HALF - 3, bytes);

    var back = new byte[6];
    memory.read(RAM + HALF - 3, back);
    assertThat(back).isEqualTo(bytes);
    assertThat(memory.u8(RAM + HALF)).isEqualTo(4);

    ByteBuffer target = ByteBuffer.allocateDirect(8).position(1).limit(5);
    memory.read(RAM + HALF - 2, target);
    assertThat(target.hasRemaining()).isFalse();
    assertThat(target.flip().position(1).slice())
        .isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 4, 5}));
  }

  @Test
  void buffersAndSegmentsAreCopiedWhole() throws Exception {
    ByteBuffer source = ByteBuffer.wrap(new byte[] {9, 8, 7}).asReadOnlyBuffer().position(1);
    memory.write(RAM, source);
    assertThat(source.hasRemaining()).isFalse();
    assertThat(memory.u16(RAM)).isEqualTo(0x0708);

    memory.write(RAM + 8, MemorySegment.ofArray(new byte[] {1, 2}));
    MemorySegment target = MemorySegment.ofArray(new byte[2]);
    memory.read(RAM + 8, target);
    assertThat(target.toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2);
  }

  @Test
  void sliceIsExactAndWithinOneBlock() throws Exception {
    MemorySegment slice = memory.slice(RAM + 16, 4);
    slice.set(ValueLayout.JAVA_BYTE, 3, (byte) 5);

    assertThat(slice.byteSize()).isEqualTo(4);
    assertThat(memory.u8(RAM + 19)).isEqualTo(5);
    assertFault(RAM + HALF, () -> memory.slice(RAM + HALF - 2, 3));
    assertFault(RAM + HALF, () -> memory.slice(RAM, -1));
  }

  @Test
  void rangesNeitherWrapNorLeaveMemory() throws Exception {
    memory.requireRange(RAM, 2 * HALF, true);
    memory.requireRange(12, 0, true);
    assertFault(RAM + 2 * HALF, () -> memory.requireRange(RAM, 2 * HALF + 1, true));
    assertFault(RAM, () -> memory.requireRange(RAM, -1, false));
    assertFault(-4, () -> memory.requireRange(-4, 8, false));
    assertFault(RAM, () -> memory.requireRange(RAM, Long.MAX_VALUE + RAM, false));
    assertFault(-8, () -> memory.u64(-8));
    assertFault(RAM + 2 * HALF - 4, () -> memory.u64(RAM + 2 * HALF - 4));
  }

  @Test
  void faultsAreCheap() {
    assertThatThrownBy(() -> memory.u8(5))
        .isInstanceOf(GuestFault.class)
        .hasMessage("no memory at 0x5")
        .satisfies(fault -> assertThat(fault.getStackTrace()).isEmpty());
  }

  @Test
  void memoryThatTheHostTookBackStopsItsUserCleanly() throws Exception {
    GuestMemory closed;
    MemorySegment slice;
    try (Arena arena = Arena.ofShared()) {
      closed = new GuestMemory(List.of(new RamBlock(RAM, arena.allocate(64, 8), true)));
      slice = closed.slice(RAM, 8);
    }
    GuestMemory gone = closed;
    List<ThrowingCallable> accesses =
        List.of(
            () -> gone.u8(RAM),
            () -> gone.u16(RAM),
            () -> gone.u32(RAM),
            () -> gone.u64(RAM),
            () -> gone.setU8(RAM, 1),
            () -> gone.setU16(RAM, 1),
            () -> gone.setU32(RAM, 1),
            () -> gone.setU64(RAM, 1),
            () -> gone.acquireU16(RAM),
            () -> gone.acquireU32(RAM),
            () -> gone.releaseU16(RAM, 1),
            () -> gone.releaseU32(RAM, 1),
            () -> gone.read(RAM, new byte[1]),
            () -> gone.write(RAM, new byte[1]));

    assertThat(accesses)
        .allSatisfy(
            access ->
                assertThatExceptionOfType(GuestMemoryGone.class)
                    .isThrownBy(access)
                    .satisfies(e -> assertThat(e.getStackTrace()).isEmpty()));
    assertThatThrownBy(() -> slice.fill((byte) 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void memoryIsExchangedAsAWhole() throws Exception {
    memory.setU32(RAM + HALF, 7);
    memory.replace(List.of(new RamBlock(RAM, heap(HALF), true)));
    assertThat(memory.u32(RAM)).isZero();
    assertFault(RAM + HALF, () -> memory.u32(RAM + HALF));
    assertFault(RAM + HALF, () -> memory.read(RAM + HALF - 4, new byte[8]));
    assertFault(ROM, () -> memory.u8(ROM));
    var odd = new RamBlock(RAM, MemorySegment.ofArray(new byte[16]), true);
    assertThatIllegalArgumentException().isThrownBy(() -> memory.replace(List.of(odd)));
    assertThat(memory.u32(RAM)).isZero();
  }

  /** A user of memory that was only taken out must not think that its machine has ended. */
  @Test
  void memoryThatWasTakenOutFaultsInsteadOfEndingItsUser() throws Exception {
    Arena arena = Arena.ofShared();
    var block = new RamBlock(RAM, arena.allocate(HALF, 8), true);
    var rest = new RamBlock(RAM + HALF, heap(HALF), true);
    var shrinking = new GuestMemory(List.of(block, rest));
    var source = ByteBuffer.allocate(16);
    arena.close();
    assertThatExceptionOfType(GuestMemoryGone.class).isThrownBy(() -> shrinking.write(RAM, source));
    shrinking.replace(List.of(rest));
    assertFault(RAM, () -> shrinking.write(RAM, source));
    shrinking.write(RAM + HALF, source);
  }

  @Test
  void clearingRunsOnIntoTheNextBlockAndStopsAtTheEnd() throws Exception {
    memory.write(RAM + HALF - 2, new byte[] {1, 2, 3, 4});
    memory.clear(RAM + HALF - 1, 2);
    byte[] found = new byte[4];
    memory.read(RAM + HALF - 2, found);
    assertThat(found).containsExactly(1, 0, 0, 4);
    assertFault(RAM + 2 * HALF, () -> memory.clear(RAM + HALF, HALF + 1));
    assertFault(ROM, () -> memory.clear(ROM, 1));
    memory.clear(5, 0);
  }

  @Test
  void ramMustAllowOrderedAccess() {
    var bytes = new RamBlock(RAM, MemorySegment.ofArray(new byte[16]), true);
    assertThatIllegalArgumentException().isThrownBy(() -> new GuestMemory(List.of(bytes)));
  }

  @Property(tries = 2000)
  void anAccessIsDoneOrFaultsButNeverEscapes(
      @ForAll long address, @ForAll @IntRange(min = -16, max = 16) int near, @ForAll int length) {
    for (long at : new long[] {address, RAM + near, RAM + HALF + near, RAM + 2 * HALF + near}) {
      boolean inside = isRange(at, length);
      assertThat(accepts(at, length)).isEqualTo(inside);
      assertThat(readable(at)).isEqualTo(isRange(at, 1) || (at >= ROM && at < ROM + 8));
    }
  }

  private static boolean isRange(long at, long length) {
    return length == 0
        || (length > 0 && at >= RAM && at < RAM + 2 * HALF && length <= RAM + 2 * HALF - at);
  }

  private boolean accepts(long at, long length) {
    try {
      memory.requireRange(at, length, true);
      return true;
    } catch (GuestFault _) {
      return false;
    }
  }

  private boolean readable(long at) {
    try {
      memory.u8(at);
      return true;
    } catch (GuestMemoryException _) {
      return false;
    }
  }

  private static void assertFault(long address, ThrowingCallable access) {
    assertThatExceptionOfType(GuestFault.class)
        .isThrownBy(access)
        .satisfies(fault -> assertThat(fault.address()).isEqualTo(address));
  }
}
