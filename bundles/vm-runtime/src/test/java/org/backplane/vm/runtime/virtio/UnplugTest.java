package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.backplane.api.cpu.RamBlock;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory that is taken out of the machine while devices have queues and buffers in it. */
final class UnplugTest {

  private static final long RAM = 0x8000_0000L;
  private static final long DIMM = 0xc000_0000L;
  private static final long ROM = 0xd000_0000L;
  private static final long BYTES = 1 << 20;

  private final Arena ramArena = Arena.ofShared();
  private final RamBlock ram = new RamBlock(RAM, ramArena.allocate(BYTES, 4096), true);
  private final RamBlock rom =
      new RamBlock(ROM, ramArena.allocate(BYTES, 4096).asReadOnly(), false);
  private Arena dimmArena = Arena.ofShared();
  private final GuestMemory memory = new GuestMemory(List.of(ram));
  private final Device hit = new Device(DIMM);
  private final Device spared = new Device(RAM);

  /** A device with a queue in one place, whose driver sends words. */
  private final class Device {
    final HandLoopHolder loop = new HandLoopHolder();
    final VirtioMmioTransport transport;
    final GuestDriver driver;

    Device(long ringArea) {
      transport =
          VirtioMmioTransport.of(
              "/machine/peripheral/d0",
              new DrainDevice(),
              memory,
              new SpyPin(),
              Probes.unread("d0"),
              loop::make);
      driver = new GuestDriver(transport, memory, ringArea);
      transport.running(true);
    }

    void echo(GuestRing ring, long in, long out) throws GuestMemoryException {
      memory.write(in, "hello".getBytes(StandardCharsets.US_ASCII));
      ring.post(GuestRing.readable(in, 5), GuestRing.writable(out, 5));
      driver.kick(ring);
      loop.made().settle();
      assertThat(ring.takeAll()).extracting(UsedElement::length).containsExactly(5L);
    }

    void kick() {
      driver.write(Register.QUEUE_NOTIFY, 0);
      loop.made().settle();
    }
  }

  private static final class HandLoopHolder {
    private HandLoop loop = new HandLoop(() -> {});

    WorkLoop make(Runnable step) {
      loop = new HandLoop(step);
      return loop;
    }

    HandLoop made() {
      return loop;
    }
  }

  @BeforeEach
  void plug() {
    dimmArena = Arena.ofShared();
    exchange(ram, new RamBlock(DIMM, dimmArena.allocate(BYTES, 4096), true), rom);
  }

  @AfterEach
  void close() {
    hit.transport.close();
    spared.transport.close();
    ramArena.close();
    if (dimmArena.scope().isAlive()) {
      dimmArena.close();
    }
  }

  @Test
  void aQueueInItBreaksItsDeviceAndNoOther() throws Exception {
    GuestRing lost = hit.driver.bringUp();
    GuestRing kept = spared.driver.bringUp();
    hit.echo(lost, RAM + 0x8_0000, RAM + 0x8_1000);
    unplug();
    hit.kick();
    assertThat(hit.transport.state()).isEqualTo("needs reset: queue 0: no memory at 0xc0004002");
    spared.echo(kept, RAM + 0x8_0000, RAM + 0x8_1000);
    assertThat(spared.transport.state()).isEqualTo("driver ok");
    assertThat(hit.driver.read(Register.STATUS) & DriverState.NEEDS_RESET).isNotZero();
    plug();
    hit.kick();
    assertThat(hit.transport.state()).as("memory in its place is not the same").contains("reset");
    GuestRing anew = hit.driver.bringUp();
    hit.echo(anew, RAM + 0x8_0000, RAM + 0x8_1000);
  }

  @Test
  void aBufferInItBreaksTheDeviceThatIsToldToUseIt() throws Exception {
    GuestRing ring = spared.driver.bringUp();
    spared.echo(ring, DIMM, DIMM + 0x1000);
    memory.write(RAM + 0x8_0000, new byte[5]);
    ring.post(GuestRing.readable(RAM + 0x8_0000, 5), GuestRing.writable(DIMM + 0x1000, 5));
    unplug();
    spared.kick();
    assertThat(spared.transport.state()).contains("needs reset", "no memory at 0xc0001000");
    GuestRing anew = spared.driver.bringUp();
    spared.echo(anew, RAM + 0x8_0000, RAM + 0x8_1000);
  }

  @Test
  void aQueueThatIsSetUpThereAfterwardsIsRefused() throws Exception {
    unplug();
    hit.driver.probe();
    assertThat(hit.driver.negotiate(Feature.ALL)).isTrue();
    hit.driver.write(Register.QUEUE_SEL, 0);
    hit.driver.announce(new RingLayout(8, DIMM, DIMM + 0x4000, DIMM + 0x5000));
    hit.driver.ready();
    assertThat(hit.transport.state()).contains("needs reset", "descriptor table", "0xc0000000");
  }

  @Test
  void romTakesNothingFromADevice() throws Exception {
    GuestRing ring = spared.driver.bringUp();
    ring.post(GuestRing.readable(ROM, 5), GuestRing.writable(RAM + 0x8_0000, 5));
    spared.kick();
    assertThat(ring.takeAll()).as("a device may read it").hasSize(1);
    ring.post(GuestRing.readable(RAM + 0x8_0000, 5), GuestRing.writable(ROM + 8, 5));
    spared.kick();
    assertThat(spared.transport.state()).contains("needs reset", "read-only memory at 0xd0000008");
    hit.driver.probe();
    assertThat(hit.driver.negotiate(Feature.ALL)).isTrue();
    hit.driver.write(Register.QUEUE_SEL, 0);
    hit.driver.announce(new RingLayout(8, RAM, RAM + 0x4000, ROM));
    hit.driver.ready();
    assertThat(hit.transport.state()).contains("needs reset", "used ring", "read-only memory");
  }

  /** In the order in which a machine does it. */
  private void unplug() {
    exchange(ram, rom);
    dimmArena.close();
  }

  private void exchange(RamBlock... blocks) {
    hit.transport.running(false);
    spared.transport.running(false);
    memory.replace(List.of(blocks));
    hit.transport.running(true);
    spared.transport.running(true);
  }
}
