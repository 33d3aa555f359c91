package org.backplane.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectPath;
import org.backplane.tck.chardev.ScriptedChardev;
import org.backplane.tck.chardev.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers come and go, and the face ends. */
class ServedDeviceTest {

  private final Stage stage = new Stage();
  private final EchoFace face = stage.face;

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void onePeerAfterTheOther() throws Exception {
    ScriptedPeer first = stage.connect(1);
    first.send("a.");
    assertThat(first.until('.')).isEqualTo("a");
    first.hangUp();
    assertThat(first.isClosed()).isTrue();

    ScriptedPeer second = stage.connect(2);
    second.send("b.");
    assertThat(second.until('.')).isEqualTo("b");
    assertThat(face.steps)
        .containsExactly(
            "begin peer 1 on echo peer 1", "end peer 1", "begin peer 2 on echo peer 2");
  }

  @Test
  void whatWasAskedForLastIsDone() throws Exception {
    ScriptedPeer peer = stage.busy(1);
    peer.send("ab.");
    face.goOn.release();
    peer.hangUp();
    assertThat(peer.until('.')).isEqualTo("!ab");
  }

  @Test
  void whatTakesTooLongAfterwardsIsInterrupted() throws Exception {
    ScriptedPeer peer = stage.busy(1);
    peer.hangUp();
    assertThat(peer.isClosed()).isTrue();
    assertThat(face.steps).endsWith("end peer 1");
  }

  @Test
  void theNextOneWaitsNoLongerThanTheFirstIsBusy() throws Exception {
    var never = new CountDownLatch(1);
    face.deed =
        () -> {
          face.waiting.countDown();
          while (never.getCount() > 0) {
            Thread.onSpinWait(); // whoever interrupts it
          }
        };
    ScriptedPeer first = stage.connect(1);
    first.send("#");
    face.waiting.await();
    ScriptedPeer second = stage.connect(2);
    assertThat(second.isClosed()).isTrue();
    never.countDown();
    first.awaitClosed();
    assertThat(face.steps).doesNotContain("begin peer 2 on echo peer 2");
  }

  @Test
  void theFaceMayTurnAPeerAway() {
    face.turnsAway = true;
    assertThat(stage.connect(1).isClosed()).isTrue();
    assertThat(face.steps).isEmpty();
  }

  @Test
  void aPeerThatSendsAheadIsHeldBack() throws Exception {
    ScriptedPeer peer = stage.busy(1);
    Delivery delivery = Delivery.of(peer, Stage.MUCH + ".").awaitHeld();
    face.goOn.release();
    delivery.awaitEnd();
    assertThat(peer.until('.')).isEqualTo("!" + Stage.MUCH);
  }

  @Test
  void newsIsServedWithoutThePeersDoing() throws Exception {
    ScriptedPeer peer = stage.connect(1);
    face.news.run();
    assertThat(peer.next()).isEqualTo('*');
  }

  @Test
  void aFaceThatBreaksLosesThatPeerAlone() throws Exception {
    ScriptedPeer first = stage.connect(1);
    first.send("?");
    first.awaitClosed();
    ScriptedPeer second = stage.connect(2);
    second.send("b");
    assertThat(second.next()).isEqualTo('b');
    assertThat(face.steps).contains("end peer 1");
  }

  @Test
  void whoDoesNotReadIsLeft() throws Exception {
    ScriptedPeer peer = stage.connect(1);
    peer.stopReading();
    peer.send("a");
    peer.awaitClosed();
  }

  @Test
  void closingHangsUpAndGivesTheDeviceBack() throws Exception {
    ScriptedPeer peer = stage.connect(1);
    stage.served.close();
    assertThat(peer.isClosed()).isTrue();
    assertThat(stage.registry.device().isAttached()).isFalse();
    assertThat(stage.registry.steps()).containsExactly("lease /chardevs/c", "release /chardevs/c");
  }

  @Test
  void aPeerMayCloseTheDeviceItself() throws Exception {
    face.deed = stage.served::close;
    ScriptedPeer peer = stage.connect(1);
    peer.send("#");
    assertThat(peer.next()).isEqualTo('#');
    peer.awaitClosed();
    assertThat(stage.registry.device().isAttached()).isFalse();
  }

  @Test
  void afterTheEndOfASessionTheDeviceServesOn() throws Exception {
    ScriptedPeer first = stage.connect(1);
    stage.served.endSession();
    assertThat(first.isClosed()).isTrue();
    ScriptedPeer second = stage.connect(2);
    second.send("b");
    assertThat(second.next()).isEqualTo('b');
  }

  @Test
  void aClosedFaceLetsNobodyIn() {
    var reception = new Reception(face, Duration.ofSeconds(20));
    var device = new ScriptedChardev();
    reception.attached(device);
    reception.close();
    assertThat(device.connect(1).isClosed()).isTrue();
    assertThat(face.steps).isEmpty();
  }

  @Test
  void aDeviceThatCannotBeHadIsRefused() {
    stage.registry.refuseLeases();
    assertThatThrownBy(
            () -> ServedDevice.open(stage.registry.face(), ObjectPath.chardev("d"), face))
        .isInstanceOf(BackplaneException.class);
  }
}
