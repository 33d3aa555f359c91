package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.InUseException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.monitor.fake.ScriptedPeer;
import org.backplane.monitor.session.Limits;
import org.junit.jupiter.api.Test;

/** Many requests and many peers: what overtakes, what is held back, what is refused. */
class QmpTrafficTest extends QmpRig {

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
}
