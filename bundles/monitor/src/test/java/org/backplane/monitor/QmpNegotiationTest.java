package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session says first, and what it takes before it is negotiated. */
class QmpNegotiationTest extends QmpRig {

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
  void eachPeerNegotiatesForItself() throws Exception {
    ScriptedPeer first = stage.negotiated();
    ScriptedPeer second = stage.greeted();

    assertThat(errorClass(Stage.ask(second, STATUS))).isEqualTo("CommandNotFound");
    assertThat(Stage.ask(first, STATUS)).containsKey("return");
  }
}
