package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.vm.runtime.serial.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A guest with a console, a port with a name, and the peers of both. */
abstract class ConsoleRig {

  static final int PLENTY = 1 << 20;

  ConsoleGuest guest;
  FakeChardev c0;
  FakeChardev c1;

  @BeforeEach
  void make() throws Exception {
    guest = new ConsoleGuest(31);
    c0 = guest.chardevs.add("c0");
    c1 = guest.chardevs.add("c1");
    guest.console(ConsoleGuest.on("c0"));
    guest.serialPort(ConsoleGuest.on("c1", "org.example.port"));
  }

  @AfterEach
  void close() {
    guest.close();
    assertThat(guest.chardevs.holder("c0")).isEmpty();
    assertThat(c0.attached()).isFalse();
  }

  ScriptedPeer peer(FakeChardev device, long id, int budget) {
    ScriptedPeer peer = device.open(new ScriptedPeer(id, budget));
    guest.rig.settle();
    return peer;
  }

  void send(FakeChardev device, String text) {
    device.send(text);
    guest.rig.settle();
  }

  /** The writer's thread may just be about to wake the loop. */
  void settleLater() {
    guest.rig.loop.wake();
    guest.rig.settle();
  }
}
