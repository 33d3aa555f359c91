package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/** A driver that writes half-right nonsense into its rings harms nobody but itself. */
final class RingFuzzTest {

  private static final long DATA = Rig.BUFFERS;
  private static final long TABLE = Rig.BUFFERS + 0x1_0000;
  private static final int SLOTS = 6;

  /** A descriptor for a slot of the queue's table, or of the indirect one. */
  record Slot(boolean inTable, int index, Descriptor descriptor) {}

  @Provide
  Arbitrary<Slot> slots() {
    Arbitrary<Long> addresses =
        Arbitraries.of(
            DATA, DATA + 1, TABLE, TABLE, Rig.ROM, 0L, -1L, Rig.RAM + Rig.RAM_BYTES - 8, DATA + 99);
    Arbitrary<Long> lengths = Arbitraries.of(1L, 8L, 16L, 32L, 48L, 64L, 0L, 0xffff_ffffL, 16L);
    Arbitrary<Integer> flags = Arbitraries.of(0, 1, 1, 2, 3, 4, 5, 6, 7, 0xffff, 2, 3);
    Arbitrary<Integer> next = Arbitraries.integers().between(0, SLOTS);
    Arbitrary<Descriptor> descriptors =
        Combinators.combine(addresses, lengths, flags, next).as(Descriptor::new);
    return Combinators.combine(
            Arbitraries.of(true, false), Arbitraries.integers().between(0, SLOTS - 1), descriptors)
        .as(Slot::new);
  }

  @Property(tries = 3000)
  void nonsenseStopsTheDeviceOrIsServed(
      @ForAll @Size(min = 1, max = 24) List<@From("slots") Slot> slots,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 65) Integer> heads,
      @ForAll boolean wild)
      throws Exception {
    try (var rig = new Rig(new DrainDevice())) {
      GuestRing ring = rig.driver.bringUp();
      for (Slot slot : slots) {
        write(rig, ring, slot);
      }
      for (int head : heads) {
        ring.offer(wild ? head : head % SLOTS);
      }
      rig.driver.write(Register.QUEUE_NOTIFY, 0);
      rig.settle();

      boolean broken = (rig.driver.read(Register.STATUS) & DriverState.NEEDS_RESET) != 0;
      Statistics.collect(broken ? "stopped" : "served");
      int bits = rig.driver.serveInterrupt();
      if (broken) {
        assertThat(bits & InterruptOutput.CONFIG_CHANGE).isNotZero();
      } else {
        assertThat(ring.usedIndex()).isEqualTo(heads.size());
      }
      assertMended(rig);
    }
  }

  private static void write(Rig rig, GuestRing ring, Slot slot) throws Exception {
    if (slot.inTable()) {
      slot.descriptor().write(rig.memory, TABLE + (long) slot.index() * Descriptor.BYTES);
    } else {
      ring.write(slot.index(), slot.descriptor());
    }
  }

  @Property(tries = 500)
  void anyBytesInTheRingsAreSurvived(@ForAll @Size(value = 0x600) byte[] bytes) throws Exception {
    try (var rig = new Rig(new DrainDevice())) {
      GuestRing ring = rig.driver.bringUp();
      rig.memory.write(ring.layout.descriptors(), bytes);
      rig.memory.write(ring.layout.available(), Arrays.copyOf(bytes, 134));
      rig.memory.write(ring.layout.used(), Arrays.copyOfRange(bytes, 134, 134 + 518));
      rig.driver.write(Register.QUEUE_NOTIFY, 0);
      rig.settle();
      assertMended(rig);
    }
  }

  private static void assertMended(Rig rig) throws Exception {
    GuestRing ring = rig.driver.bringUp();
    ring.post(GuestRing.readable(DATA, 4), GuestRing.writable(DATA + 64, 4));
    rig.driver.kick(ring);
    rig.settle();
    assertThat(ring.takeAll()).containsExactly(new UsedElement(0, 4));
    assertThat(rig.memory.u64(Rig.ROM)).isZero();
  }
}
