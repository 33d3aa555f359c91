package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.Test;

/** What sessions tell unasked. */
class QmpEventsTest extends QmpRig {

  @Test
  void eventsReachNegotiatedPeersOnly() throws Exception {
    ScriptedPeer negotiated = stage.negotiated();
    ScriptedPeer greeted = stage.greeted();

    stage.machine.emit(new MachineEvent.Reset(Cause.GUEST_RESET));

    Map<String, Object> event = negotiated.message();
    assertThat(event)
        .containsEntry("event", "RESET")
        .containsEntry("data", Map.of("guest", true, "reason", "guest-reset"));
    assertThat((Map<?, ?>) event.get("timestamp")).hasSize(2);
    assertThat(Stage.ask(greeted, "{'execute':'qmp_capabilities'}")).containsKey("return");
  }

  @Test
  void tellsOfRealChangesOnly() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    peer.send("{'execute':'cont'}{'execute':'cont'}{'execute':'stop'}{'execute':'stop'}");

    assertThat(peer.message()).containsEntry("event", "RESUME").doesNotContainKey("data");
    assertThat(peer.message()).containsKey("return");
    assertThat(peer.message()).containsKey("return");
    assertThat(peer.message()).containsEntry("event", "STOP");
    assertThat(peer.message()).containsKey("return");
    assertThat(peer.message()).containsKey("return");
    peer.send("{'execute':'system_powerdown'}{'execute':'system_reset'}");
    assertThat(peer.message()).containsEntry("event", "POWERDOWN");
    assertThat(peer.message()).containsKey("return");
    assertThat(peer.message())
        .containsEntry("data", Map.of("guest", false, "reason", "host-qmp-system-reset"));
  }

  @Test
  void aBreakpointIsAStopLikeOthersAndContGoesOn() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    stage.machine.state(RunState.DEBUG);
    stage.machine.emit(new MachineEvent.BreakpointReached(0, 0x8000_0000L));
    stage.machine.emit(new MachineEvent.Stopped());
    assertThat(peer.message()).containsEntry("event", "STOP");
    peer.send("{'execute':'cont'}");
    assertThat(peer.message()).containsEntry("event", "RESUME");
  }

  @Test
  void eventsOverASlowCommandComeAtOnce() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    peer.send(SLOW_ADD);
    stage.registry.awaitSlow();

    stage.machine.emit(new MachineEvent.PowerdownRequested());

    assertThat(peer.message()).containsEntry("event", "POWERDOWN");
  }

  @Test
  void aMachineThatLeavesIsNotListenedToAnyMore() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    stage.around.machine().unset(stage.machine);

    stage.machine.emit(new MachineEvent.PowerdownRequested());

    assertThat(Stage.ask(peer, STATUS)).containsKey("return");
    assertThat(errorClass(Stage.ask(peer, "{'execute':'stop'}"))).isEqualTo("GenericError");
  }

  @Test
  void aGuestsShutdownIsTold() throws Exception {
    ScriptedPeer peer = stage.negotiated();

    stage.machine.emit(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));

    assertThat(peer.message())
        .containsEntry("event", "SHUTDOWN")
        .containsEntry("data", Map.of("guest", true, "reason", "guest-shutdown"));
  }
}
