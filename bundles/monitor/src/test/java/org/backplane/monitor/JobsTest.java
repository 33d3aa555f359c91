package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.backplane.monitor.fake.FakeJobs;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long work, over QMP and HMP. */
class JobsTest {

  private static final String QUERY = "{'execute':'query-jobs'}";

  private final Stage stage = new Stage();
  private ScriptedPeer peer;

  @BeforeEach
  void negotiate() throws Exception {
    peer = stage.negotiated();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static String cancel(String id) {
    return "{'execute':'job-cancel','arguments':{'id':'" + id + "'}}";
  }

  private static Map<String, Object> change(String status) {
    return Map.of("id", "p", "status", status);
  }

  @Test
  void listsJobs() throws Exception {
    assertThat(peer.send(QUERY).line()).isEqualTo("{\"return\":[]}");

    stage.jobs.begin("p");
    stage.jobs.advance("p", 40);
    peer.message();
    peer.message();

    assertThat(peer.send(QUERY).line())
        .isEqualTo(
            "{\"return\":[{\"id\":\"p\",\"type\":\"preallocate\",\"status\":\"running\","
                + "\"current-progress\":40,\"total-progress\":100,"
                + "\"x-object\":\"/objects/m0\"}]}");
  }

  @Test
  void everyPeerHearsOfThem() throws Exception {
    ScriptedPeer other = stage.negotiated();
    stage.jobs.begin("p");
    stage.jobs.end("p");

    for (ScriptedPeer each : new ScriptedPeer[] {peer, other}) {
      for (String status : new String[] {"created", "running", "concluded", "null"}) {
        assertThat(each.message())
            .containsEntry("event", "JOB_STATUS_CHANGE")
            .containsEntry("data", change(status));
      }
    }
  }

  @Test
  void callsAJobOff() throws Exception {
    stage.jobs.begin("p");
    peer.message();
    peer.message();

    assertThat(Stage.ask(peer, cancel("p"))).containsEntry("data", change("aborting"));
    assertThat(peer.message()).isEqualTo(Map.of("return", Map.of()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aJobThatIsNotThereIsAPlainError(boolean service) throws Exception {
    if (!service) {
      stage.around.jobs().unset(stage.jobs);
      assertThat(peer.send(QUERY).line()).isEqualTo("{\"return\":[]}");
    }

    Map<String, Object> reply = Stage.ask(peer, cancel("p"));

    assertThat(((Map<?, ?>) reply.get("error")).get("class")).isEqualTo("GenericError");
  }

  @Test
  void nothingListensOnceTheServiceIsGone() {
    stage.around.jobs().unset(stage.jobs);

    assertThat(stage.jobs.listeners()).isZero();
  }

  @Test
  void anExchangedServiceIsFollowed() throws Exception {
    var next = new FakeJobs();
    stage.around.jobs().set(next);
    stage.around.jobs().unset(stage.jobs);
    next.begin("p");

    assertThat(peer.message()).containsEntry("data", change("created"));
    assertThat(stage.jobs.listeners()).isZero();
  }

  @Test
  void peopleSeeAndCallOffJobs() throws Exception {
    ScriptedPeer person = stage.person();
    assertThat(Stage.type(person, "info jobs")).isEmpty();
    stage.jobs.begin("p");
    stage.jobs.advance("p", 40);

    assertThat(Stage.type(person, "info jobs"))
        .isEqualTo("p: preallocate of /objects/m0, running, 40 of 100 (40%)\r\n");
    assertThat(Stage.type(person, "job_cancel p")).isEmpty();
    assertThat(Stage.type(person, "info jobs")).contains(", aborting, ");
    assertThat(Stage.type(person, "job_cancel q")).startsWith("Error: jobs: there is no 'q'");
  }

  /** The one that waits is the one that calls its own work off. */
  @Test
  void aPeerThatWaitsCallsItsJobOffOutOfBand() throws Exception {
    ScriptedPeer busy = stage.greeted();
    Stage.ask(busy, "{'execute':'qmp_capabilities','arguments':{'enable':['oob']}}");
    busy.send(
        "{'execute':'object-add','id':'add','arguments':"
            + "{'qom-type':'memory-backend-ram','id':'slow','size':1}}");
    stage.registry.awaitSlow();
    busy.send("{'execute':'query-status','id':'behind'}");
    stage.jobs.begin("p");
    busy.message();
    busy.message();

    assertThat(Stage.ask(busy, "{'exec-oob':'query-jobs','id':1}"))
        .containsEntry("id", 1L)
        .containsKey("return");
    assertThat(Stage.ask(busy, "{'exec-oob':'job-cancel','id':2,'arguments':{'id':'p'}}"))
        .containsEntry("data", change("aborting"));
    assertThat(busy.message()).containsEntry("id", 2L).containsKey("return");
    assertThat(Stage.ask(busy, "{'exec-oob':'job-cancel','id':3,'arguments':{'id':7}}"))
        .containsEntry("id", 3L)
        .containsKey("error");
    assertThat(busy.pending()).isEmpty();
    stage.registry.release();
    assertThat(busy.message()).containsEntry("id", "add");
    assertThat(busy.message()).containsEntry("id", "behind");
  }
}
