package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.backplane.api.machine.MachineEvent;
import org.backplane.monitor.fake.ScriptedChardev;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.Test;

/** The code of the character device is exchanged under a session. */
class QmpExchangeTest extends QmpRig {

  @Test
  void aSessionGoesOnWithTheNewCode() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    ScriptedPeer resumed = exchange(peer);

    assertThat(Stage.ask(resumed, STATUS)).containsEntry("id", "s");
  }

  @Test
  void repliesMadeMeanwhileAreWrittenAfterwards() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    peer.send(SLOW_ADD).send(STATUS);
    stage.registry.awaitSlow();
    stage.registry.detach(Stage.QMP);
    stage.registry.release();
    stage.machine.emit(new MachineEvent.PowerdownRequested());

    ScriptedPeer resumed = attach(peer);

    List<String> lines = List.of(resumed.line(), resumed.line(), resumed.line());
    assertThat(lines).anyMatch(line -> line.contains("POWERDOWN"));
    assertThat(lines.stream().filter(line -> line.contains("return")).toList())
        .satisfiesExactly(
            line -> assertThat(line).contains("slow"), line -> assertThat(line).contains("\"s\""));
    assertThat(peer.pending()).isEmpty();
  }

  @Test
  void aMessageCutInTheMiddleGoesOnWhereItWasCut() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    peer.stopReading();
    peer.send(STATUS);
    peer.awaitWrite();
    peer.breakAfter("{\"return\":".length());
    stage.registry.detach(Stage.QMP);
    peer.read();
    peer.until("{\"return\":");

    ScriptedPeer resumed = attach(peer);

    assertThat(resumed.line()).startsWith("{\"status\"").endsWith("\"s\"}");
    assertThat(Stage.ask(resumed, STATUS)).containsEntry("id", "s");
  }

  @Test
  void aDeviceThatEndsGetsItsThreadBack() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    peer.send(SLOW_ADD);
    stage.registry.awaitSlow();
    Thread device = Thread.ofPlatform().start(() -> peer.send(STATUS.repeat(20)));
    awaitState(device, Thread.State.WAITING);

    stage.registry.detach(Stage.QMP);
    device.join();

    ScriptedPeer resumed = attach(peer);
    stage.registry.release();
    assertThat(resumed.message()).containsEntry("id", "slow");
    for (int i = 0; i < 20; i++) {
      assertThat(resumed.message()).containsEntry("id", "s");
    }
  }

  @Test
  void aPeerThatTheEndingCodeStillLetsInDoesNotHoldItsThread() throws Exception {
    stage.negotiated();
    ScriptedChardev ending = stage.chardev();
    stage.registry.detach(Stage.QMP);
    ScriptedPeer late = ending.connect(99);

    Thread device =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> late.send("{'execute':'qmp_capabilities'}" + SLOW_ADD + STATUS.repeat(20)));

    assertThat(device.join(Duration.ofSeconds(20))).isTrue();
    ScriptedPeer resumed = attach(late);
    stage.registry.release();
    assertThat(resumed.message()).containsKey("QMP");
    assertThat(resumed.message()).containsKey("return");
    assertThat(resumed.message()).containsEntry("id", "slow");
  }

  @Test
  void outOfBandAnswersDoNotHoldADeviceThatEnds() throws Exception {
    ScriptedPeer peer = stage.greeted();
    Stage.ask(peer, "{'execute':'qmp_capabilities','arguments':{'enable':['oob']}}");
    peer.stopReading();
    Thread device =
        Thread.ofPlatform().start(() -> peer.send("{'exec-oob':'nope','id':3}".repeat(100)));
    awaitState(device, Thread.State.WAITING);

    stage.registry.detach(Stage.QMP);

    assertThat(device.join(Duration.ofSeconds(20))).isTrue();
    peer.breakAfter(0);
    peer.read();
    ScriptedPeer resumed = attach(peer);
    for (int i = 0; i < 100; i++) {
      assertThat(resumed.message()).containsEntry("id", 3L);
    }
  }

  private ScriptedPeer exchange(ScriptedPeer peer) {
    stage.registry.detach(Stage.QMP);
    return attach(peer);
  }

  private ScriptedPeer attach(ScriptedPeer peer) {
    ScriptedChardev next = stage.nextChardev();
    stage.registry.attach(Stage.QMP, next);
    return next.connect(peer.id());
  }
}
