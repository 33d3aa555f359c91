package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.InUseException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.monitor.fake.ScriptedChardev;
import org.backplane.monitor.fake.ScriptedPeer;
import org.backplane.monitor.session.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions: negotiation, several peers, events, exchange of the device's code, the end. */
class QmpSessionTest {

  private static final String STATUS = "{'execute':'query-status','id':'s'}";
  private static final String SLOW_ADD =
      "{'execute':'object-add','id':'slow',"
          + "'arguments':{'qom-type':'rng-builtin','id':'slow'}}";

  private final Stage stage = new Stage();

  @AfterEach
  void close() {
    stage.close();
  }

  // --- negotiation

  @Test
  void greetsFirst() throws Exception {
    var _ = stage.open(Mode.CONTROL, false);

    assertThat(stage.chardev().connect(1).line())
        .isEqualTo(
            "{\"QMP\":{\"version\":{\"qemu\":{\"major\":8,\"minor\":1,\"micro\":50},"
                + "\"package\":\"backplane-0.1.0\"},\"capabilities\":[\"oob\"]}}");
  }

  @Test
  void indentsWhenPretty() throws Exception {
    var _ = stage.open(Mode.CONTROL, true);
    ScriptedPeer peer = stage.chardev().connect(1);

    assertThat(peer.until("\r\n")).startsWith("{\n    \"QMP\": {\n        \"version\": {");
  }

  @Test
  void answersNothingElseBeforeNegotiation() throws Exception {
    ScriptedPeer peer = stage.greeted();

    assertThat(errorClass(Stage.ask(peer, STATUS))).isEqualTo("CommandNotFound");
    assertThat(Stage.ask(peer, "{'execute':'qmp_capabilities','id':1}"))
        .isEqualTo(Map.of("return", Map.of(), "id", 1L));
    assertThat(Stage.ask(peer, STATUS)).containsKey("return");
  }

  @Test
  void refusesASecondNegotiation() throws Exception {
    ScriptedPeer peer = stage.negotiated();

    assertThat(errorClass(Stage.ask(peer, "{'execute':'qmp_capabilities'}")))
        .isEqualTo("CommandNotFound");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'enable':['nope']}",
        "{'enable':'oob'}",
        "{'enable':[1]}",
        "{'enable':null}",
        "{'more':1}"
      })
  void aFailedNegotiationMayBeRepeated(String arguments) throws Exception {
    ScriptedPeer peer = stage.greeted();

    assertThat(
            errorClass(
                Stage.ask(peer, "{'execute':'qmp_capabilities','arguments':" + arguments + "}")))
        .isEqualTo("GenericError");
    assertThat(errorClass(Stage.ask(peer, STATUS))).isEqualTo("CommandNotFound");
    assertThat(Stage.ask(peer, "{'execute':'qmp_capabilities','arguments':{'enable':['oob']}}"))
        .containsKey("return");
  }

  @Test
  void outOfBandRequestsOvertake() throws Exception {
    ScriptedPeer peer = stage.greeted();
    Stage.ask(peer, "{'execute':'qmp_capabilities','arguments':{'enable':['oob']}}");
    peer.send(SLOW_ADD);
    stage.registry.awaitSlow();

    Map<String, Object> quick = Stage.ask(peer, "{'exec-oob':'query-status','id':0}");
    Map<String, Object> known = Stage.ask(peer, "{'exec-oob':'qom-list','id':1}");
    Map<String, Object> unknown = Stage.ask(peer, "{'exec-oob':'nope','id':2}");

    assertThat(quick).containsKey("return").containsEntry("id", 0L);
    assertThat(errorClass(known)).isEqualTo("GenericError");
    assertThat(known).containsEntry("id", 1L);
    assertThat(errorClass(unknown)).isEqualTo("CommandNotFound");
    stage.registry.release();
    assertThat(peer.message()).containsEntry("id", "slow");
  }

  @Test
  void readingPausesWhileEightRequestsWait() throws Exception {
    ScriptedPeer peer = stage.greeted();
    Stage.ask(peer, "{'execute':'qmp_capabilities','arguments':{'enable':['oob']}}");
    peer.send(SLOW_ADD);
    stage.registry.awaitSlow();

    peer.send(STATUS.repeat(8));
    assertThat(Stage.ask(peer, "{'exec-oob':'query-status','id':1}")).containsEntry("id", 1L);

    Thread device =
        Thread.ofPlatform().start(() -> peer.send(STATUS + "{'exec-oob':'query-status','id':2}"));
    awaitState(device, Thread.State.WAITING);
    assertThat(peer.pending()).isEmpty();

    stage.registry.release();
    assertThat(device.join(Duration.ofSeconds(20))).isTrue();
    assertThat(peer.message()).containsEntry("id", "slow");
    var ids = new ArrayList<Object>();
    for (int i = 0; i < 10; i++) {
      ids.add(peer.message().get("id"));
    }
    assertThat(ids).contains(2L).filteredOn("s"::equals).hasSize(9);
  }

  // --- several peers

  @Test
  void eachPeerNegotiatesForItself() throws Exception {
    ScriptedPeer first = stage.negotiated();
    ScriptedPeer second = stage.greeted();

    assertThat(errorClass(Stage.ask(second, STATUS))).isEqualTo("CommandNotFound");
    assertThat(Stage.ask(first, STATUS)).containsKey("return");
  }

  @Test
  void oneSlowCommandDelaysNoOtherPeer() throws Exception {
    ScriptedPeer busy = stage.negotiated();
    ScriptedPeer other = stage.negotiated();
    busy.send(SLOW_ADD).send(STATUS);
    stage.registry.awaitSlow();

    assertThat(Stage.ask(other, STATUS)).containsKey("return");
    assertThat(busy.pending()).isEmpty();

    stage.registry.release();
    assertThat(busy.message()).containsEntry("id", "slow");
    assertThat(busy.message()).containsEntry("id", "s");
  }

  @Test
  void holdsAPeerBackThatSendsTooMuch() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    peer.send(SLOW_ADD);
    stage.registry.awaitSlow();
    var delivered = new AtomicInteger();
    Thread device =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 20; i++) {
                    peer.send(STATUS);
                    delivered.incrementAndGet();
                  }
                });

    awaitState(device, Thread.State.WAITING);
    assertThat(delivered).hasValue(8);

    stage.registry.release();
    peer.message();
    for (int i = 0; i < 20; i++) {
      assertThat(peer.message()).containsEntry("id", "s");
    }
    device.join();
  }

  @Test
  void takesTheDeviceForItself() throws Exception {
    var registration = stage.open(Mode.CONTROL, false);

    assertThatThrownBy(() -> stage.open(Mode.CONTROL, false)).isInstanceOf(InUseException.class);
    registration.close();
    stage.open(Mode.CONTROL, false).close();
    assertThatThrownBy(() -> stage.monitors.open("none", Mode.CONTROL, false))
        .isInstanceOf(MissingReferenceException.class);
  }

  @Test
  void hangsUpOnPeersBeyondAllMeasure() throws Exception {
    for (int i = 0; i < 2 * Limits.USUAL.clients(); i++) {
      stage.greeted();
    }

    ScriptedPeer oneMore = stage.chardev().connect(1000);

    assertThat(oneMore.awaitClosed()).isTrue();
    assertThat(oneMore.pending()).isEmpty();
  }

  // --- events

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

  // --- exchange of the device's code

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

  // --- the end

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
  void aGuestsShutdownIsTold() throws Exception {
    ScriptedPeer peer = stage.negotiated();

    stage.machine.emit(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));

    assertThat(peer.message())
        .containsEntry("event", "SHUTDOWN")
        .containsEntry("data", Map.of("guest", true, "reason", "guest-shutdown"));
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

  @Test
  void aPeerThatHangsUpStillGetsItsWorkDone() throws Exception {
    ScriptedPeer peer = stage.greeted();
    ScriptedPeer other = stage.negotiated();
    peer.send("{'execute':'qmp_capabilities'}" + SLOW_ADD + "{'execute':'cont'}");
    stage.registry.awaitSlow();

    Thread device = Thread.ofPlatform().start(peer::hangUp);
    stage.registry.release();
    device.join();

    assertThat(other.message()).containsEntry("event", "RESUME");
  }

  private static void awaitState(Thread thread, Thread.State state) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (thread.getState() != state) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the thread never became " + state);
      }
      Thread.onSpinWait();
    }
  }

  private static String errorClass(Map<String, Object> reply) {
    assertThat(reply).containsKey("error");
    return String.valueOf(((Map<?, ?>) reply.get("error")).get("class"));
  }
}
