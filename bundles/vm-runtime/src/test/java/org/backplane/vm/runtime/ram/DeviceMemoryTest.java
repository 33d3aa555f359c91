package org.backplane.vm.runtime.ram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.MachineRequest.Memory;
import org.backplane.vm.runtime.board.MemoryMap.Range;
import org.backplane.vm.runtime.ram.DeviceMemory.Occupied;
import org.junit.jupiter.api.Test;

/** Where memory devices find their place. */
final class DeviceMemoryTest {

  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;
  private static final long BASE = 0xc000_0000L;
  private static final long PAGE = 4096;
  private static final String DIMM = "pc-dimm 'd'";

  private final DeviceMemory room = new DeviceMemory(new Range(BASE, 64 * MIB), 3);

  @Test
  void theRangeStartsAboveTheRamAtAWholeGibibyte() throws Exception {
    assertThat(laidOut(64 * MIB, 2, 128 * MIB).range()).isEqualTo(new Range(BASE, 64 * MIB));
    assertThat(laidOut(GIB, 2, 2 * GIB).range()).isEqualTo(new Range(BASE, GIB));
    assertThat(laidOut(GIB + PAGE, 2, 2 * GIB).range())
        .isEqualTo(new Range(0x1_0000_0000L, GIB - PAGE));
    assertThat(laidOut(64 * MIB, 0, 64 * MIB).range().sizeBytes()).isZero();
    assertThat(DeviceMemory.of(Memory.of(OptionalLong.empty()), 64 * MIB).range().sizeBytes())
        .isZero();
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    refused(() -> laidOut(128 * MIB, 1, 64 * MIB), "maxmem=67108864 is less than the RAM");
    refused(() -> laidOut(64 * MIB, 257, GIB), "slots=257 is out of range");
    refused(() -> laidOut(64 * MIB, -1, GIB), "slots=-1 is out of range");
    refused(() -> laidOut(64 * MIB, 1, 1L << 56), "goes beyond the 2^56");
    refused(() -> laidOut(64 * MIB, 1, -4096), "maxmem=18446744073709547520 goes beyond");
    var noMax =
        new Memory(OptionalLong.empty(), 2, OptionalLong.empty(), Optional.empty(), List.of());
    refused(() -> DeviceMemory.of(noMax, MIB), "slots=2 says nothing without maxmem");
  }

  @Test
  void aMachineWithoutSlotsOrRoomTakesNone() throws Exception {
    room.require(DIMM);
    refused(() -> laidOut(64 * MIB, 0, GIB).require(DIMM), "no slots for memory devices");
    refused(() -> laidOut(64 * MIB, 2, 64 * MIB).require(DIMM), "no room for memory devices");
  }

  @Test
  void theFirstFreeSlotIsTaken() throws Exception {
    List<Occupied> two = List.of(at(BASE, MIB, 0), at(BASE + 4 * MIB, MIB, 2));
    assertThat(room.slot(DIMM, OptionalInt.empty(), List.of())).isZero();
    assertThat(room.slot(DIMM, OptionalInt.empty(), two)).isEqualTo(1);
    assertThat(room.slot(DIMM, OptionalInt.of(1), two)).isEqualTo(1);
    refused(() -> room.slot(DIMM, OptionalInt.of(2), two), "slot 2 is taken by pc-dimm '2'");
    refused(() -> room.slot(DIMM, OptionalInt.of(3), two), "slot 3 is out of range; give 0 to 2");
    refused(() -> room.slot(DIMM, OptionalInt.of(-1), two), "slot 4294967295 is out of range");
    List<Occupied> all = List.of(at(BASE, 1, 0), at(BASE, 1, 1), at(BASE, 1, 2));
    refused(() -> room.slot(DIMM, OptionalInt.empty(), all), "all 3 memory slots are taken");
  }

  @Test
  void theFirstGapThatFitsIsTaken() throws Exception {
    List<Occupied> others =
        List.of(at(BASE + 8 * MIB, 2 * MIB, 1), at(BASE, PAGE, 0), at(BASE + 16 * MIB, MIB, 2));
    assertThat(address(0, 2 * MIB, PAGE, List.of())).isEqualTo(BASE);
    assertThat(address(0, 6 * MIB, PAGE, others)).isEqualTo(BASE + 2 * MIB);
    assertThat(address(0, 6 * MIB + 1, PAGE, others)).isEqualTo(BASE + 18 * MIB);
    assertThat(address(0, 4 * MIB, 16 * MIB, others)).isEqualTo(BASE + 32 * MIB);
    assertThat(address(0, 46 * MIB, PAGE, others)).isEqualTo(BASE + 18 * MIB);
    refused(() -> address(0, 47 * MIB, PAGE, others), "no room for 49283072 bytes");
    refused(() -> address(0, Long.MAX_VALUE & -PAGE, PAGE, List.of()), "no room for");
  }

  @Test
  void aGivenAddressIsCheckedAgainstEverything() throws Exception {
    List<Occupied> others = List.of(at(BASE + 8 * MIB, 3 * MIB, 1));
    assertThat(address(BASE + 4 * MIB, 4 * MIB, PAGE, others)).isEqualTo(BASE + 4 * MIB);
    assertThat(address(BASE + 12 * MIB, 52 * MIB, PAGE, others)).isEqualTo(BASE + 12 * MIB);
    refused(() -> address(BASE + MIB, MIB, PAGE, others), "not a multiple of 0x200000");
    refused(() -> address(BASE + 2 * MIB, MIB, GIB, others), "not a multiple of 0x40000000");
    refused(
        () -> address(BASE + 4 * MIB, 5 * MIB, PAGE, others),
        "addr 0xc0400000 with 5242880 bytes overlaps with pc-dimm '1' at 0xc0800000");
    refused(() -> address(BASE + 10 * MIB, MIB, PAGE, others), "overlaps");
    refused(
        () -> address(BASE + 62 * MIB, 4 * MIB, PAGE, others),
        "is not within the range for memory devices; stay within 0xc0000000 to 0xc4000000");
    for (long bad : new long[] {0x8000_0000L, BASE - 2 * MIB, -2 * MIB, 1L << 63, 1L << 62}) {
      refused(() -> address(bad, 2 * MIB, PAGE, others), "not within");
    }
  }

  /** Each device a number: size in pages of 2 MiB, wanted place or none, which one goes. */
  @Property(tries = 500)
  void devicesNeverOverlapAndNeverLeaveTheRange(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 0xfff) Integer> moves) {
    List<Occupied> there = new ArrayList<>();
    for (int move : moves) {
      long size = 1 + (move & 7) * MIB;
      long wanted = (move & 8) == 0 ? 0 : BASE + (move >> 4 & 31) * 2 * MIB;
      if ((move & 0x800) != 0 && !there.isEmpty()) {
        there.remove(move % there.size());
      }
      try {
        int slot = room.slot(DIMM, OptionalInt.empty(), there);
        there.add(at(room.address(DIMM, wanted, size, PAGE, there), size, slot));
      } catch (InvalidRequestException _) {
        assertThat(there.isEmpty() && wanted + size <= BASE + 64 * MIB)
            .as("an empty range refuses only what leaves it")
            .isFalse();
      }
      assertSound(there);
    }
  }

  private static void assertSound(List<Occupied> there) {
    for (Occupied one : there) {
      assertThat(one.range().address() % (2 * MIB)).isZero();
      assertThat(one.range().address()).isGreaterThanOrEqualTo(BASE);
      assertThat(end(one)).isLessThanOrEqualTo(BASE + 64 * MIB);
      assertThat(there)
          .filteredOn(other -> other != one)
          .allMatch(other -> other.slot() != one.slot())
          .allMatch(
              other -> end(other) <= one.range().address() || end(one) <= other.range().address());
    }
  }

  private static long end(Occupied one) {
    return one.range().address() + one.range().sizeBytes();
  }

  private long address(long wanted, long size, long page, List<Occupied> others)
      throws InvalidRequestException {
    return room.address(DIMM, wanted, size, page, others);
  }

  private static Occupied at(long address, long size, int slot) {
    return new Occupied("pc-dimm '" + slot + "'", new Range(address, size), slot);
  }

  private static DeviceMemory laidOut(long ram, int slots, long max)
      throws InvalidRequestException {
    return DeviceMemory.of(
        new Memory(OptionalLong.empty(), slots, OptionalLong.of(max), Optional.empty(), List.of()),
        ram);
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(message);
  }
}
