package org.backplane.vm.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.backplane.api.cpu.BusFault;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.machine.AddressRange;
import org.backplane.vm.runtime.device.MmioDevice;
import org.junit.jupiter.api.Test;

class AddressSpaceTest {

  private final List<String> accesses = new ArrayList<>();
  private final MmioDevice device =
      new MmioDevice() {
        @Override
        public long load(long offset, int widthBytes) {
          accesses.add("load " + offset + " " + widthBytes);
          return 42;
        }

        @Override
        public void store(long offset, int widthBytes, long value) {
          accesses.add("store " + offset + " " + widthBytes + " " + value);
        }
      };
  private final MemorySegment memory = Arena.ofAuto().allocate(0x1000);
  private final FakePlatform platform = new FakePlatform();
  private final AddressSpace space =
      AddressSpace.builder()
          .memory(new RamBlock(0x8000_0000L, memory, true))
          .memory(new RamBlock(0x1000, MemorySegment.ofArray(new byte[] {1, 2, 3, 4}), false))
          .window(0x2000, 0x100, device)
          .window("radio", 0x2100, 0x10, device)
          .build(platform);

  @Test
  void everyWidthGoesThroughMemoryLittleEndian() throws BusFault {
    space.store(0x8000_0008L, 8, 0x8877_6655_4433_2211L);
    assertThat(space.load(0x8000_0008L, 8)).isEqualTo(0x8877_6655_4433_2211L);
    assertThat(space.load(0x8000_0008L, 4)).isEqualTo(0x4433_2211L);
    assertThat(space.load(0x8000_000cL, 4)).isEqualTo(0x8877_6655L);
    assertThat(space.load(0x8000_000eL, 2)).isEqualTo(0x8877L);
    assertThat(space.load(0x8000_000fL, 1)).isEqualTo(0x88L);
    space.store(0x8000_0008L, 1, -1);
    space.store(0x8000_000aL, 2, 0x1_0000);
    space.store(0x8000_000cL, 4, -2);
    assertThat(space.load(0x8000_0008L, 8)).isEqualTo(0xffff_fffe_0000_22ffL);
  }

  @Test
  void tellsWhatIsWhere() {
    assertThat(space.ranges())
        .containsExactly(
            new AddressRange("", 0x1000, 4, AddressRange.Kind.ROM),
            new AddressRange("", 0x2000, 0x100, AddressRange.Kind.REGISTERS),
            new AddressRange("radio", 0x2100, 0x10, AddressRange.Kind.REGISTERS),
            new AddressRange("", 0x8000_0000L, 0x1000, AddressRange.Kind.RAM));
    space.replaceMemory(List.of());
    assertThat(space.ranges()).hasSize(2);
  }

  @Test
  void devicesSeeOffsets() throws BusFault {
    assertThat(space.load(0x20f8, 8)).isEqualTo(42);
    space.store(0x2100, 2, 5);
    assertThat(accesses).containsExactly("load 248 8", "store 0 2 5");
  }

  @Test
  void romReadsAndRefusesStores() throws BusFault {
    assertThat(space.load(0x1000, 4)).isEqualTo(0x0403_0201L);
    assertThatThrownBy(() -> space.store(0x1000, 1, 0)).isInstanceOf(BusFault.class);
    assertThat(space.load(0x1000, 4)).isEqualTo(0x0403_0201L);
  }

  @Test
  void holesAndCrossedEndsFault() {
    for (long address :
        new long[] {
          0,
          0xfff,
          0x1004,
          0x1ffc,
          0x2110,
          0x7fff_fff8L,
          0x8000_1000L,
          Long.MAX_VALUE,
          -8,
          Long.MIN_VALUE
        }) {
      assertThatThrownBy(() -> space.load(address, 4)).isInstanceOf(BusFault.class);
      assertThatThrownBy(() -> space.store(address, 4, 0)).isInstanceOf(BusFault.class);
    }
    assertThatThrownBy(() -> space.load(0x20fe, 4)).isInstanceOf(BusFault.class);
    assertThatThrownBy(() -> space.load(0x210c, 8)).isInstanceOf(BusFault.class);
    assertThatThrownBy(() -> space.load(0x8000_0ffcL, 8)).isInstanceOf(BusFault.class);
    assertThat(accesses).isEmpty();
  }

  @Test
  void overlapsAreRefused() {
    assertThatThrownBy(
            () ->
                AddressSpace.builder()
                    .window(0x1000, 0x100, device)
                    .window(0x10ff, 1, device)
                    .build(new FakePlatform()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x10ff");
    assertThatThrownBy(
            () ->
                AddressSpace.builder().window(Long.MAX_VALUE, 2, device).build(new FakePlatform()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AddressSpace.builder().window(0, 0, device).build(new FakePlatform()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void memoryIsExchangedAsAWholeAndWindowsStay() throws BusFault {
    var other = new RamBlock(0x9000_0000L, MemorySegment.ofArray(new byte[] {5, 6}), true);
    space.replaceMemory(List.of(other));
    assertThat(space.load(0x9000_0000L, 2)).isEqualTo(0x0605);
    assertThatThrownBy(() -> space.load(0x8000_0000L, 1)).isInstanceOf(BusFault.class);
    assertThatThrownBy(() -> space.load(0x1000, 1)).isInstanceOf(BusFault.class);
    assertThat(space.load(0x2000, 4)).isEqualTo(42);
    assertThat(space.ram()).containsExactly(other);
    var onTheDevice = new RamBlock(0x20f0, MemorySegment.ofArray(new byte[64]), true);
    assertThatThrownBy(() -> space.replaceMemory(List.of(onTheDevice)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(space.ram()).as("a refused exchange changes nothing").containsExactly(other);
  }

  @Test
  void memoryIsListedByAddressAndTimePassedOn() {
    assertThat(space.ram()).extracting(RamBlock::address).containsExactly(0x1000L, 0x8000_0000L);
    assertThat(space.time()).isEqualTo(77);
    space.supervisorTimer(0, -1);
    assertThat(platform.timers).containsExactly("0: -1");
    assertThat(space.supervisorBinary()).isPresent();
  }
}
