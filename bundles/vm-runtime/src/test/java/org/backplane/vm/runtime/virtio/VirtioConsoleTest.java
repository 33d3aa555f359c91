package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.serial.ScriptedPeer;
import org.backplane.vm.runtime.serial.SerialInput;
import org.backplane.vm.runtime.serial.SerialOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a driver and the peers of its ports see of a console device. */
final class VirtioConsoleTest {

  private static final int PLENTY = 1 << 20;

  private ConsoleGuest guest;
  private FakeChardev c0;
  private FakeChardev c1;

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

  private ScriptedPeer peer(FakeChardev device, long id, int budget) {
    ScriptedPeer peer = device.open(new ScriptedPeer(id, budget));
    guest.rig.settle();
    return peer;
  }

  private void send(FakeChardev device, String text) {
    device.send(text);
    guest.rig.settle();
  }

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
  void outputGoesToThePeer() throws Exception {
    guest.bringUpPorts(0, 1);
    ScriptedPeer console = peer(c0, 1, PLENTY);
    ScriptedPeer program = peer(c1, 2, PLENTY);
    guest.send(0, "to the console");
    guest.send(1, "to the program");
    assertThat(console.awaitText(14)).isEqualTo("to the console");
    assertThat(program.awaitText(14)).isEqualTo("to the program");
    assertThat(guest.sent(0)).isOne();
    assertThat(guest.sent(1)).isOne();
    assertThat(guest.rig.driver.serveInterrupt()).isEqualTo(InterruptOutput.USED_BUFFER);
  }

  @Test
  void aSlowPeerLeavesBuffersWithTheGuestAndLosesNothing() throws Exception {
    guest.bringUpPorts(0, 1);
    ScriptedPeer slow = peer(c1, 2, 0);
    String chunk = "0123456789abcdef".repeat(256);
    int chunks = 2 * SerialOutput.CAPACITY / chunk.length();
    for (int n = 0; n < chunks; n++) {
      guest.send(1, chunk);
    }
    slow.awaitBlocked();
    guest.rig.settle();
    assertThat(guest.sent(1)).as("what fits, and what the writer holds").isEqualTo(5);
    guest.send(0, "others go on");
    assertThat(guest.sent(0)).isOne();

    int total = chunks * chunk.length();
    for (int allowed = 0; allowed < total; allowed += 1000) {
      slow.allow(1000);
      slow.awaitText(Math.min(total, allowed + 1000));
      settleLater();
    }
    assertThat(slow.awaitText(total)).isEqualTo(chunk.repeat(chunks));
    settleLater();
    assertThat(guest.sent(1)).isEqualTo(chunks - 5);
  }

  /** The writer's thread may just be about to wake the loop. */
  private void settleLater() {
    guest.rig.loop.wake();
    guest.rig.settle();
  }

  @Test
  void outputIsDroppedWithoutAPeer() throws Exception {
    guest.bringUpPorts(0, 1);
    peer(c0, 1, PLENTY);
    peer(c1, 2, PLENTY);
    c0.hangUp();
    c1.hangUp();
    for (int port = 0; port < 2; port++) {
      guest.post(
          new PortIdentity(port, true, "").transmitQueue(),
          GuestRing.readable(Rig.RAM, Rig.RAM_BYTES),
          GuestRing.readable(Rig.RAM, Rig.RAM_BYTES));
      guest.rig.settle();
      assertThat(guest.sent(port)).isOne();
    }
    ScriptedPeer next = peer(c1, 3, PLENTY);
    guest.send(1, "new");
    assertThat(next.awaitText(3)).isEqualTo("new");
  }

  @Test
  void theRestOfABufferIsNotForTheNextPeer() throws Exception {
    guest.bringUpPorts(1);
    ScriptedPeer slow = peer(c1, 2, 0);
    long length = 2L * SerialOutput.CAPACITY;
    guest.post(5, GuestRing.readable(Rig.RAM, length));
    guest.rig.settle();
    slow.awaitBlocked();
    guest.rig.settle();
    assertThat(guest.sent(1)).isZero();
    c1.hangUp();
    ScriptedPeer next = peer(c1, 3, PLENTY);
    guest.send(1, "begin");
    assertThat(next.awaitText(5)).isEqualTo("begin");
    assertThat(guest.sent(1)).isEqualTo(2);
  }

  @Test
  void inputGoesIntoBuffersAsThereAreSome() throws Exception {
    guest.bringUpPorts(0, 1);
    peer(c0, 1, PLENTY);
    send(c0, "abcdefghij");
    assertThat(guest.input(0)).isEmpty();
    guest.give(0, 4);
    assertThat(guest.input(0)).isEqualTo("abcd");
    guest.give(0, 100);
    assertThat(guest.input(0)).isEqualTo("efghij");
    guest.give(0, 100);
    assertThat(guest.input(0)).as("an empty buffer stays").isEmpty();
    send(c0, "k");
    assertThat(guest.input(0)).isEqualTo("k");
  }

  @Test
  void aTalkativePeerIsHeldBackUntilTheGuestHasBuffers() throws Exception {
    guest.bringUpPorts(0);
    peer(c0, 1, PLENTY);
    String text = "x".repeat(3 * SerialInput.LIMIT);
    Thread giver = Thread.ofVirtual().start(() -> c0.send(text));
    assertThat(giver.join(Duration.ofMillis(50))).as("still held back").isFalse();
    int got = 0;
    while (got < text.length()) {
      guest.give(0, 4096);
      got += guest.input(0).length();
    }
    assertThat(giver.join(Duration.ofSeconds(10))).isTrue();
    assertThat(got).isEqualTo(text.length());
  }

  @Test
  void inputWaitsUntilTheGuestHasOpenedThePort() throws Exception {
    guest.bringUp(VirtioSerial.MULTIPORT);
    peer(c1, 2, PLENTY);
    send(c1, "early");
    guest.give(1, 100);
    assertThat(guest.input(1)).isEmpty();
    guest.say(1, ConsoleEvent.PORT_OPEN, 1);
    assertThat(guest.input(1)).isEqualTo("early");
    guest.say(1, ConsoleEvent.PORT_OPEN, 0);
    guest.give(1, 100);
    send(c1, "late");
    assertThat(guest.input(1)).isEmpty();
  }

  @Test
  void theGuestHearsThatAPeerIsGoneAfterItsLastBytes() throws Exception {
    guest.bringUpPorts(1);
    peer(c1, 2, PLENTY);
    guest.heard();
    send(c1, "last words");
    c1.hangUp();
    guest.rig.settle();
    assertThat(guest.heard()).isEmpty();
    guest.give(1, 100);
    assertThat(guest.input(1)).isEqualTo("last words");
    assertThat(guest.heard()).containsExactly("1 PORT_OPEN 0");
  }

  @Test
  void onePeerAfterAnotherIsSeenAndStartsAfresh() throws Exception {
    guest.bringUpPorts(1);
    peer(c1, 2, PLENTY);
    guest.heard();
    send(c1, "half a mess");
    c1.hangUp();
    c1.open(new ScriptedPeer(3, PLENTY));
    c1.send("message");
    guest.rig.settle();
    assertThat(guest.heard()).containsExactly("1 PORT_OPEN 0", "1 PORT_OPEN 1");
    guest.give(1, 100);
    assertThat(guest.input(1)).isEqualTo("message");
  }

  @Test
  void aConsoleKeepsWhatItsPeersTyped() throws Exception {
    guest.bringUpPorts(0);
    peer(c0, 2, PLENTY);
    send(c0, "one ");
    c0.hangUp();
    peer(c0, 3, PLENTY);
    send(c0, "two");
    guest.give(0, 100);
    assertThat(guest.input(0)).isEqualTo("one two");
    assertThat(guest.heard()).isEmpty();
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
