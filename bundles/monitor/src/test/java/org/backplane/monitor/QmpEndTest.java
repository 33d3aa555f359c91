package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.Test;

/** How sessions and the host end. */
class QmpEndTest extends QmpRig {

  @Test
  void quitTellsFirstThenAnswersThenEnds() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    ScriptedPeer other = stage.negotiated();

    peer.send("{'execute':'quit','id':9}");

    Map<String, Object> event = peer.message();
    assertThat(event).containsEntry("event", "SHUTDOWN");
    assertThat(event).containsEntry("data", Map.of("guest", false, "reason", "host-qmp-quit"));
    assertThat(peer.message()).isEqualTo(Map.of("return", Map.of(), "id", 9L));
    assertThat(other.message()).containsEntry("event", "SHUTDOWN");
    assertThat(Stage.ask(other, STATUS)).containsEntry("id", "s");
    assertThat(Stage.ask(peer, STATUS)).containsEntry("id", "s"); // and no second SHUTDOWN
  }

  @Test
  void theReplyToQuitIsOutBeforeTheMachineIsToldToEnd() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    var ended = new AtomicReference<>("");
    stage.machine.beforeShutdown(() -> ended.set(peer.pending()));

    peer.send("{'execute':'human-monitor-command','arguments':{'command-line':'quit'}}");
    peer.send(STATUS);

    String all = peer.until("\"s\"}");
    assertThat(all).startsWith("{\"timestamp\"");
    assertThat(ended.get()).contains("SHUTDOWN").contains("{\"return\":\"\"}");
  }

  @Test
  void quitWithoutAMachineEndsTheProcess() throws Exception {
    stage.around.machine().unset(stage.machine);
    var status = new CompletableFuture<Integer>();
    stage.around.exit().set(status::complete);
    ScriptedPeer peer = stage.negotiated();

    peer.send("{'execute':'quit'}");

    assertThat(peer.message()).containsEntry("event", "SHUTDOWN");
    assertThat(peer.message()).containsKey("return");
    assertThat(status.get(20, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void closingWritesWhatIsAnsweredAndHangsUp() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    stage.machine.emit(new MachineEvent.Shutdown(Cause.HOST_SIGNAL, 0));

    stage.monitors.close();

    assertThat(peer.awaitClosed()).isTrue();
    assertThat(peer.pending()).contains("host-signal");
    assertThat(stage.chardev().attached()).isFalse();
  }
}
