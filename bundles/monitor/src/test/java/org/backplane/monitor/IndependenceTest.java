package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.backplane.monitor.fake.FakeRegistry;
import org.backplane.monitor.fake.FakeTracing;
import org.backplane.monitor.fake.ScriptedChardev;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While one peer's object takes long to be made, every other peer is served. */
class IndependenceTest {

  private final Stage stage = new Stage();
  private ScriptedPeer waiting;

  @BeforeEach
  void keepOnePeerWaiting() throws Exception {
    waiting = stage.negotiated();
    waiting.send(
        "{'execute':'object-add','arguments':"
            + "{'qom-type':'memory-backend-ram','id':'slow','size':1048576}}");
    stage.registry.awaitSlow();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void everyQueryIsAnswered() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    List<String> queries = new ArrayList<>();
    for (Object line :
        (List<?>) Stage.ask(peer, "{'execute':'query-commands'}").getOrDefault("return", "")) {
      String name = String.valueOf(((Map<?, ?>) line).get("name"));
      boolean query = name.startsWith("query-") || name.startsWith("x-query-");
      if (query && !name.equals("query-balloon")) { // there is none
        queries.add(name);
      }
    }

    assertThat(queries).contains("query-memdev", "query-chardev", "x-query-memdev-usage");
    for (String query : queries) {
      assertThat(Stage.query(peer, query)).as(query).containsKey("return");
    }
    assertThat(waiting.pending()).isEmpty();
  }

  @Test
  void aBusyCharacterDeviceIsReachedToo() throws Exception {
    var busy = new ScriptedChardev("busy");
    stage.registry.attach(FakeRegistry.SLOW_ID, busy);
    ScriptedPeer peer = stage.negotiated();

    assertThat(peer.send("{'execute':'query-chardev'}").line()).contains("\"busy\"");
    assertThat(Stage.ask(peer, "{'execute':'chardev-send-break','arguments':{'id':'slow'}}"))
        .containsKey("return");
    assertThat(busy.breaks()).isEqualTo(1);
  }

  @Test
  void theTreeAndOtherObjectsAreThere() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    for (String request :
        new String[] {
          "{'execute':'qom-list','arguments':{'path':'/objects'}}",
          "{'execute':'qom-list','arguments':{'path':'/objects/slow'}}",
          "{'execute':'qom-get','arguments':{'path':'/objects/slow','property':'type'}}",
          "{'execute':'object-add','arguments':{'qom-type':'rng-builtin','id':'r1'}}",
          "{'execute':'object-del','arguments':{'id':'r1'}}",
          "{'execute':'device_add','arguments':{'driver':'pc-dimm','memdev':'m0'}}",
          "{'execute':'stop'}",
        }) {
      assertThat(Stage.ask(peer, request)).as(request).containsKey("return");
    }
  }

  @Test
  void peopleSeeEverything() throws Exception {
    stage.around.tracing().set(new FakeTracing());
    ScriptedPeer person = stage.person();
    for (String topic : Stage.type(person, "info").lines().toList()) {
      String line = topic.replaceAll("^(info \\S+) .*", "$1");
      assertThat(Stage.type(person, line)).as(line).doesNotContain("Error");
    }
    assertThat(Stage.type(person, "info objects")).contains("/objects/slow: memory-backend-ram");
  }

  @Test
  void theJobThatItShowsCanBeCalledOff() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    stage.jobs.begin("p");
    peer.message();
    peer.message();

    assertThat(Stage.ask(peer, "{'execute':'job-cancel','arguments':{'id':'p'}}"))
        .containsEntry("event", "JOB_STATUS_CHANGE");
    assertThat(peer.message()).containsKey("return");
  }

  @Test
  void anObjectInTheMakingHasNoMemoryYet() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    assertThat(peer.send("{'execute':'query-memdev'}").line()).isEqualTo("{\"return\":[]}");

    stage.registry.release();
    assertThat(waiting.message()).isEqualTo(Map.of("return", Map.of()));
    assertThat(peer.send("{'execute':'query-memdev'}").line()).contains("\"slow\"");
  }
}
