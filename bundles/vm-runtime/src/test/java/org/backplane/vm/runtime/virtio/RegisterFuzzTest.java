package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever a guest does to the registers, it gets an answer, and a reset mends everything. */
final class RegisterFuzzTest {

  private static final int[] WIDTHS = {1, 2, 4, 8};

  record Access(boolean write, long offset, int width, long value) {}

  @Provide
  Arbitrary<Access> accesses() {
    Arbitrary<Long> registers =
        Arbitraries.of(0x14, 0x20, 0x24, 0x30, 0x38, 0x44, 0x50, 0x64, 0x70, 0x80, 0x90, 0xa0)
            .map(Integer::longValue);
    Arbitrary<Long> offsets =
        Arbitraries.frequencyOf(
            Tuple.of(6, registers),
            Tuple.of(2, Arbitraries.longs().between(0, 0xfff)),
            Tuple.of(1, Arbitraries.longs()));
    Arbitrary<Long> values =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 16),
            Arbitraries.of(Rig.RAM, Rig.RAM + 0x4000, Rig.RAM + 0x5000, 0x3000_0000L),
            Arbitraries.longs());
    return Combinators.combine(
            Arbitraries.of(true, true, false), offsets, Arbitraries.of(4, 4, 1, 2, 8), values)
        .as(Access::new);
  }

  @Property(tries = 400)
  void noAccessEscapesAndResetMendsAll(
      @ForAll @Size(max = 200) List<@From("accesses") Access> accesses) throws Exception {
    var registry = new FakeRegistry();
    var backend = new ScriptedRng();
    registry.attach(backend);
    try (Rig rig = Rig.rng(registry, new HandClock(), Map.of())) {
      for (Access access : accesses) {
        if (access.write()) {
          rig.transport.store(access.offset(), access.width(), access.value());
        } else {
          assertFits(rig.transport.load(access.offset(), access.width()), access.width());
        }
        rig.settle();
      }
      GuestRing ring = rig.driver.bringUp();
      rig.postBuffer(ring, 0, 64);
      rig.settle();
      while (ring.usedIndex() == 0) {
        backend.fill();
        rig.settle();
      }
      assertThat(ring.takeAll()).hasSize(1);
    }
  }

  @Test
  void everyOffsetAnswersEveryWidth() {
    var device = new DrainDevice();
    device.config = new byte[] {1, 2, 3};
    try (var rig = new Rig(device)) {
      for (long offset = -16; offset < 0x1010; offset++) {
        for (int width : WIDTHS) {
          long value = rig.transport.load(offset, width);
          assertFits(value, width);
          if (width != 4 && offset < 0x100) {
            assertThat(value).isZero();
          }
          rig.transport.store(offset, width, 0xffff_ffff_ffff_ffffL);
          rig.settle();
        }
      }
      rig.driver.reset();
      assertThat(rig.driver.probe()).isEqualTo(42);
    }
  }

  private static void assertFits(long value, int width) {
    assertThat(width == 8 || value >>> (8 * width) == 0).as("%x in %d", value, width).isTrue();
  }
}
