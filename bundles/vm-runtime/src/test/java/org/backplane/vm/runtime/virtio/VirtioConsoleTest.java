package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.serial.ScriptedPeer;
import org.backplane.vm.runtime.serial.SerialOutput;
import org.junit.jupiter.api.Test;

/** What a driver is told of a console device, and what becomes of it when things are exchanged. */
final class VirtioConsoleTest extends ConsoleRig {

  @Test
  void offersPortsAndSaysHowMany() throws Exception {
    assertThat(guest.rig.driver.probe()).isEqualTo(3);
    assertThat(guest.rig.driver.offered() & 0xffff).isEqualTo(0b110);
    assertThat(guest.rig.driver.read(Register.CONFIG)).as("no size is told").isZero();
    assertThat(guest.rig.driver.read(Register.CONFIG + 4)).isEqualTo(31);
    assertThat(queueSize(0)).isEqualTo(128);
    assertThat(queueSize(3)).isEqualTo(32);
    assertThat(queueSize(63)).isEqualTo(128);
    assertThat(queueSize(64)).isZero();
  }

  private int queueSize(int index) {
    guest.rig.driver.write(Register.QUEUE_SEL, index);
    return guest.rig.driver.read(Register.QUEUE_NUM_MAX);
  }

  @Test
  void tellsOfPortsAsTheDriverAsks() throws Exception {
    guest.bringUp(VirtioSerial.MULTIPORT);
    guest.listen(16);
    assertThat(guest.heard()).isEmpty();
    guest.say(0, ConsoleEvent.DEVICE_READY, 1);
    assertThat(guest.heard()).containsExactly("0 DEVICE_ADD 1", "1 DEVICE_ADD 1");
    guest.say(0, ConsoleEvent.PORT_READY, 1);
    assertThat(guest.heard()).containsExactly("0 CONSOLE_PORT 1", "0 PORT_OPEN 1");
    guest.say(1, ConsoleEvent.PORT_READY, 1);
    assertThat(guest.heard()).containsExactly("1 PORT_NAME org.example.port");
    peer(c1, 7, PLENTY);
    assertThat(guest.heard()).containsExactly("1 PORT_OPEN 1");
    c1.hangUp();
    guest.rig.settle();
    assertThat(guest.heard()).containsExactly("1 PORT_OPEN 0");
  }

  @Test
  void messagesWaitForBuffersAndAreNotPiledUp() throws Exception {
    guest.bringUp(VirtioSerial.MULTIPORT);
    for (int n = 0; n < 1000; n++) {
      guest.say(0, ConsoleEvent.DEVICE_READY, 1);
      guest.say(1, ConsoleEvent.PORT_READY, 1);
      peer(c1, n, PLENTY);
      guest.sentMessages();
      c1.hangUp();
    }
    peer(c1, 5000, PLENTY);
    guest.listen(1);
    assertThat(guest.heard()).containsExactly("0 DEVICE_ADD 1");
    guest.listen(20);
    assertThat(guest.heard())
        .containsExactly("1 DEVICE_ADD 1", "1 PORT_NAME org.example.port", "1 PORT_OPEN 1");
  }

  @Test
  void aDriverOfOnePortNeedsNoMessages() throws Exception {
    ScriptedPeer console = peer(c0, 1, PLENTY);
    guest.bringUp(0);
    guest.send(0, "plain");
    assertThat(console.awaitText(5)).isEqualTo("plain");
    send(c0, "typed");
    guest.give(0, 100);
    assertThat(guest.input(0)).isEqualTo("typed");
  }

  @Test
  void theNextDriverKnowsNothing() throws Exception {
    guest.bringUpPorts(0, 1);
    ScriptedPeer slow = peer(c0, 1, 0);
    guest.post(1, GuestRing.readable(Rig.RAM, 2L * SerialOutput.CAPACITY));
    guest.rig.settle();
    slow.awaitBlocked();
    settleLater();
    assertThat(guest.sent(0)).isZero();

    guest.bringUp(VirtioSerial.MULTIPORT);
    slow.allow(PLENTY);
    slow.awaitText(SerialOutput.CAPACITY);
    settleLater();
    assertThat(guest.sent(0)).as("the chain of the driver before").isZero();
    guest.listen(10);
    assertThat(guest.heard()).isEmpty();
    send(c0, "x");
    guest.give(0, 10);
    assertThat(guest.input(0)).as("not open any more").isEmpty();
    guest.say(0, ConsoleEvent.DEVICE_READY, 1);
    guest.say(0, ConsoleEvent.PORT_READY, 1);
    assertThat(guest.heard())
        .containsExactly("0 DEVICE_ADD 1", "1 DEVICE_ADD 1", "0 CONSOLE_PORT 1", "0 PORT_OPEN 1");
    guest.say(0, ConsoleEvent.PORT_OPEN, 1);
    assertThat(guest.input(0)).isEqualTo("x");
  }

  @Test
  void aQueueThatIsSetUpAnewHasNoChainFromBefore() throws Exception {
    guest.bringUpPorts(0);
    ScriptedPeer slow = peer(c0, 1, 0);
    guest.post(1, GuestRing.readable(Rig.RAM, 2L * SerialOutput.CAPACITY));
    guest.rig.settle();
    slow.awaitBlocked();
    settleLater();
    assertThat(guest.sent(0)).isZero();
    guest.renew(1);
    slow.allow(PLENTY);
    slow.awaitText(SerialOutput.CAPACITY);
    settleLater();
    assertThat(guest.ring(1).usedIndex()).isZero();
    guest.send(0, "new");
    assertThat(guest.sent(0)).isOne();
  }

  @Test
  void nothingMovesWhileTheMachineIsStopped() throws Exception {
    guest.bringUpPorts(0);
    ScriptedPeer peer = peer(c0, 1, PLENTY);
    guest.give(0, 100);
    guest.rig.transport.running(false);
    send(c0, "in");
    guest.send(0, "out");
    assertThat(guest.sent(0)).isZero();
    assertThat(guest.input(0)).isEmpty();
    guest.rig.transport.running(true);
    guest.rig.settle();
    assertThat(guest.sent(0)).isOne();
    assertThat(peer.awaitText(3)).isEqualTo("out");
    assertThat(guest.input(0)).isEqualTo("in");
  }

  @Test
  void anExchangeOfTheDevicesCodeIsNotNoticed() throws Exception {
    guest.bringUpPorts(1);
    ScriptedPeer peer = peer(c1, 2, PLENTY);
    guest.heard();
    guest.send(1, "one ");
    peer.awaitText(4);
    guest.chardevs.detach("c1");
    guest.rig.settle();
    guest.send(1, "two ");
    var next = new FakeChardev();
    var same = next.open(new ScriptedPeer(2, PLENTY));
    guest.chardevs.attach("c1", next);
    guest.rig.settle();
    guest.send(1, "three");
    assertThat(same.awaitText(9)).isEqualTo("two three");
    next.send("back");
    guest.rig.settle();
    guest.give(1, 100);
    assertThat(guest.input(1)).isEqualTo("back");
    assertThat(guest.heard()).as("neither closed nor open again").isEmpty();
  }

  @Test
  void anEmergencyWriteNeedsNoDriver() throws Exception {
    ScriptedPeer console = peer(c0, 1, PLENTY);
    guest.rig.driver.write(Register.CONFIG + 8, 0x1234_5600 | '!');
    assertThat(console.awaitText(1)).isEqualTo("!");
    guest.rig.driver.write(Register.CONFIG + 4, 'x');
    guest.rig.driver.write(Register.CONFIG + 8, '?');
    assertThat(console.awaitText(2)).isEqualTo("!?");
  }

  @Test
  void showsHowAPortIs() throws Exception {
    try (var other = new ConsoleGuest(4)) {
      other.chardevs.add("c0");
      var port = other.serialPort(ConsoleGuest.on("c0", "org.x"));
      assertThat(port.properties())
          .containsOnlyKeys("chardev", "name", "nr")
          .containsEntry("chardev", new PropertyValue.Text("/chardevs/c0"));
      other.bringUp(VirtioSerial.MULTIPORT);
      other.say(1, ConsoleEvent.PORT_OPEN, 1);
      assertThat(port.state()).endsWith("; open in the guest");
      other.bringUp(VirtioSerial.MULTIPORT);
      assertThat(port.state()).endsWith("; not open in the guest");
      var loose = other.console(Map.of());
      assertThat(loose.state())
          .isEqualTo("not connected, output is dropped; not open in the guest");
      other.send(0, "nobody hears");
      assertThat(other.sent(0)).isOne();
      assertThat(List.copyOf(loose.properties().keySet())).containsExactly("nr");
    }
  }
}
