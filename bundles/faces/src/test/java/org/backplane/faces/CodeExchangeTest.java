package org.backplane.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.backplane.tck.chardev.ScriptedChardev;
import org.backplane.tck.chardev.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** New code of the device under a session that goes on. */
class CodeExchangeTest {

  private final Stage stage = new Stage();
  private final EchoFace face = stage.face;

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void theSessionGoesOnThroughNewCode() throws Exception {
    ScriptedPeer before = stage.busy(1);
    before.send("a");
    stage.registry.exchangeCode();
    face.goOn.release();
    ScriptedPeer after = stage.connect(1);
    after.send("b.");

    assertThat(after.until('.')).isEqualTo("!ab");
    assertThat(before.isClosed()).isFalse();
    assertThat(face.steps).containsExactly("begin peer 1 on echo peer 1");
  }

  @Test
  void theThreadOfTheEndingCodeComesHome() throws Exception {
    ScriptedPeer before = stage.busy(1);
    Delivery held = Delivery.of(before, Stage.MUCH).awaitHeld();
    stage.registry.takeCodeAway();
    held.awaitEnd();

    stage.registry.bringNewCode();
    ScriptedPeer after = stage.connect(1);
    face.goOn.release();
    after.send(".");
    assertThat(after.until('.')).isEqualTo("!" + Stage.MUCH);
  }

  @Test
  void whatTheEndingCodeStillDeliversIsTakenAtOnce() throws Exception {
    ScriptedPeer before = stage.busy(1);
    stage.registry.takeCodeAway();
    stage.registry.bringNewCode();
    Delivery.of(before, Stage.MUCH).awaitEnd(); // new code waits for it
    ScriptedPeer after = stage.connect(1);

    Delivery held = Delivery.of(after, Stage.MUCH).awaitHeld(); // as before
    face.goOn.release();
    held.awaitEnd();
    after.send(".");
    assertThat(after.until('.')).isEqualTo("!" + Stage.MUCH + Stage.MUCH);
  }

  /** The thread of the ending code was slow to say that the peer is there. */
  @Test
  void aLateConnectionOfTheEndingCodeIsNoResumption() throws Exception {
    stage.busy(1);
    ScriptedChardev ending = stage.registry.device();
    stage.registry.takeCodeAway();
    ScriptedPeer late = ending.connect(1);
    Delivery.of(late, Stage.MUCH).awaitEnd();
    late.stopReading(); // whatever were written to it would end the session
    face.goOn.release();

    stage.registry.bringNewCode();
    ScriptedPeer after = stage.connect(1);
    after.send(".");
    assertThat(after.until('.')).isEqualTo("!" + Stage.MUCH);
    assertThat(late.isClosed()).isFalse();
    assertThat(face.steps).containsExactly("begin peer 1 on echo peer 1");
  }

  @Test
  void aPeerThatComesToTheEndingCodeIsNotHeldEither() throws Exception {
    ScriptedChardev ending = stage.registry.device();
    stage.registry.takeCodeAway();
    ScriptedPeer late = ending.connect(1);
    late.stopReading();
    late.send("!");
    face.waiting.await();
    Delivery.of(late, Stage.MUCH).awaitEnd();
    face.goOn.release();

    stage.registry.bringNewCode();
    ScriptedPeer after = stage.connect(1);
    after.send(".");
    assertThat(after.until('.')).isEqualTo("!" + Stage.MUCH);
  }

  @Test
  void aPeerThatDoesNotComeBackIsGivenUpWhenItIsToHearSomething() throws Exception {
    var reception = new Reception(face, Duration.ofMillis(50));
    var device = new ScriptedChardev();
    reception.attached(device);
    ScriptedPeer before = device.connect(1);
    reception.detached();
    before.send("a");
    awaitStep("end peer 1");

    var next = new ScriptedChardev();
    reception.attached(next);
    next.connect(1).awaitClosed(); // too late, in the middle of what it said
    ScriptedPeer after = next.connect(2);
    after.send("b");
    assertThat(after.next()).isEqualTo('b');
    reception.close();
  }

  /** As a terminal's does, whose other end stays open. */
  @Test
  void aConnectionWhoseNumberComesAgainAfterItsEndIsServed() throws Exception {
    ScriptedPeer before = stage.connect(1);
    stage.served.endSession();
    before.awaitClosed();
    before.hangUp();

    ScriptedPeer after = stage.connect(1);
    after.send("a");
    assertThat(after.next()).isEqualTo('a');
  }

  @Test
  void aFaceThatEndsAsNewCodeComesIsNotLeftAtTheDevice() {
    var reception = new Reception(face, Duration.ofMillis(50));
    var device = new ScriptedChardev();
    reception.close();

    reception.attached(device);

    assertThat(device.isAttached()).isFalse();
  }

  private void awaitStep(String step) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!face.steps.contains(step)) {
      assertThat(System.nanoTime()).as("waiting for " + step).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
