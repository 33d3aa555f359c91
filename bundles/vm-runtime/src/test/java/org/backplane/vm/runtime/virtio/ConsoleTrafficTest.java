package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.backplane.vm.runtime.serial.ScriptedPeer;
import org.backplane.vm.runtime.serial.SerialInput;
import org.backplane.vm.runtime.serial.SerialOutput;
import org.junit.jupiter.api.Test;

/** Bytes between the ports of a console device and their peers. */
final class ConsoleTrafficTest extends ConsoleRig {

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
}
