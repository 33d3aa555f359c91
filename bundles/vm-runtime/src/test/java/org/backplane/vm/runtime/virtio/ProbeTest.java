package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.machine.VirtioReport;
import org.backplane.vm.runtime.device.MmioDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The conversation of a Linux guest with a one-queue device, access by access. */
final class ProbeTest {

  private final FakeRegistry registry = new FakeRegistry();
  private final ScriptedRng backend = new ScriptedRng();
  private final Rig rig;
  private final List<String> trace = new ArrayList<>();

  ProbeTest() throws Exception {
    registry.attach(backend);
    rig = Rig.rng(registry, new HandClock(), Map.of());
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private MmioDevice traced() {
    return new MmioDevice() {
      @Override
      public long load(long offset, int widthBytes) {
        long value = rig.transport.load(offset, widthBytes);
        trace.add("R %x=%x".formatted(offset, value));
        return value;
      }

      @Override
      public void store(long offset, int widthBytes, long value) {
        trace.add("W %x=%x".formatted(offset, value));
        rig.transport.store(offset, widthBytes, value);
      }
    };
  }

  private void assertTrace(String words) {
    List<String> taken = List.copyOf(trace);
    trace.clear();
    assertThat(String.join(", ", taken)).isEqualTo(words);
  }

  @Test
  void linuxFindsBindsAndUsesTheEntropyDevice() throws Exception {
    var driver = new GuestDriver(traced(), rig.memory, Rig.RAM);

    assertThat(driver.probe()).isEqualTo(4);
    assertTrace("R 0=74726976, R 4=2, R 8=4, R c=554d4551, W 70=0, R 70=0, W 70=1");

    assertThat(driver.negotiate(Feature.ALL)).isTrue();
    assertTrace(
        "R 70=1, R 70=1, W 70=3, W 14=1, R 10=1, W 14=0, R 10=30000000, W 24=1, W 20=1,"
            + " W 24=0, W 20=30000000, R 70=3, W 70=b, R 70=b");

    GuestRing ring = driver.queue(0);
    assertTrace(
        "W 30=0, R 44=0, R 34=8, W 38=8, W 80=80000000, W 84=0, W 90=80004000, W 94=0,"
            + " W a0=80005000, W a4=0, W 44=1");

    driver.ready();
    assertTrace("R 70=b, W 70=f");
    rig.settle();
    assertThat(rig.transport.state()).isEqualTo("driver ok");

    ring.post(GuestRing.writable(Rig.BUFFERS, 64));
    driver.kick(ring);
    rig.settle();
    backend.fill();
    rig.settle();
    assertThat(rig.pin.level()).isTrue();
    assertThat(driver.serveInterrupt()).isEqualTo(1);
    assertTrace("W 50=0, R 60=1, W 64=1");
    assertThat(rig.pin.level()).isFalse();
    assertThat(ring.take()).contains(new UsedElement(0, 64));
    assertThat(rig.memory.u32(Rig.BUFFERS)).isEqualTo(0x0403_0201);

    driver.queueDown(0);
    assertTrace("W 30=0, W 44=0, R 44=0");
  }

  @Test
  void anOperatorSeesHowDeviceAndDriverStand() throws Exception {
    VirtioReport before = rig.transport.report();
    assertThat(before.path()).isEqualTo("/machine/peripheral/d0");
    assertThat(before.name()).isEqualTo("virtio-rng");
    assertThat(before.deviceId()).isEqualTo(4);
    assertThat(before.offered().transport())
        .containsExactly("INDIRECT_DESC", "EVENT_IDX", "VERSION_1");
    assertThat(before.agreed()).isEqualTo(new VirtioReport.Features(0, List.of(), List.of(), 0));
    assertThat(before.status()).isEqualTo(new VirtioReport.Status(0, List.of(), 0));
    assertThat(before.queues())
        .containsExactly(new VirtioReport.Queue(0, 8, 0, false, 0, 0, 0, Optional.empty()));

    GuestRing ring = rig.driver.bringUp(Feature.VERSION_1.mask());
    rig.settle();
    rig.postBuffer(ring, 0, 64);
    rig.postBuffer(ring, 1, 64);
    rig.settle();
    backend.fill(64);
    rig.settle();

    VirtioReport after = rig.transport.report();
    assertThat(after.agreed().transport()).containsExactly("VERSION_1");
    assertThat(after.status().names())
        .containsExactly("ACKNOWLEDGE", "DRIVER", "DRIVER_OK", "FEATURES_OK");
    assertThat(after.interruptStatus()).isEqualTo(1);
    assertThat(after.running()).isTrue();
    assertThat(after.broken()).isFalse();
    assertThat(after.queues())
        .containsExactly(
            new VirtioReport.Queue(
                0,
                8,
                8,
                true,
                Rig.RAM,
                Rig.RAM + 0x4000,
                Rig.RAM + 0x5000,
                Optional.of(new VirtioReport.Progress(1, 2, 1, 0, false, 0))));

    ring.jumpTo(100);
    rig.driver.write(Register.QUEUE_NOTIFY, 0);
    rig.settle();
    VirtioReport broken = rig.transport.report();
    assertThat(broken.broken()).isTrue();
    assertThat(broken.failure()).contains("chains available");
    assertThat(broken.status().names()).contains("NEEDS_RESET");
    assertThat(broken.configGeneration()).isEqualTo(1);
  }

  @Test
  void theDriverMayComeAndGoManyTimes() throws Exception {
    for (int round = 0; round < 100; round++) {
      GuestRing ring = rig.driver.bringUp();
      rig.postBuffer(ring, 0, 64);
      rig.settle();
      backend.fill();
      rig.settle();
      assertThat(ring.take()).isPresent();
      rig.driver.queueDown(0);
      rig.driver.reset();
      assertThat(rig.pin.level()).isFalse();
      assertThat(rig.transport.state()).isEqualTo("not driven");
    }
  }

  @Test
  void anEmptySlotIsAPlaceholder() {
    var slot = new EmptySlot();
    Map<Long, Long> nonZero = new HashMap<>();
    for (long offset = -8; offset < 0x1000; offset++) {
      for (int width : new int[] {1, 2, 4, 8}) {
        slot.store(offset, width, -1);
        if (slot.load(offset, width) != 0) {
          nonZero.put(offset, slot.load(offset, width));
        }
      }
    }
    assertThat(nonZero).isEqualTo(Map.of(0L, 0x7472_6976L, 4L, 2L, 0xcL, 0x554d_4551L));
  }
}
