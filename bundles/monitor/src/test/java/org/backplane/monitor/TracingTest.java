package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.Tracing;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trace events, switched by programs and by people. */
class TracingTest {

  private final Stage stage = new Stage();
  private final List<String> steps = new ArrayList<>();

  private final Tracing tracing =
      new Tracing() {
        @Override
        public List<Event> events(String pattern) throws InvalidRequestException {
          if (pattern.equals("nope")) {
            throw new InvalidRequestException("trace", "there is no event 'nope'", "");
          }
          return List.of(
              new Event("rng_popped", State.ENABLED, List.of(TraceField.unsigned("size"))),
              new Event("rng_pushed", State.DISABLED, List.of()),
              new Event("tpm_reset", State.UNAVAILABLE, List.of()));
        }

        @Override
        public void enable(String pattern, boolean enabled, boolean ignoreUnavailable)
            throws InvalidRequestException {
          if (pattern.equals("tpm_reset") && !ignoreUnavailable) {
            throw new InvalidRequestException("trace", "it is not available", "");
          }
          steps.add(pattern + " " + enabled + " " + ignoreUnavailable);
        }

        @Override
        public void configure(String options) {
          steps.add("configure " + options);
        }
      };

  @AfterEach
  void close() {
    stage.close();
  }

  private static Map<?, ?> error(ScriptedPeer peer, String request) throws Exception {
    return (Map<?, ?>) Stage.ask(peer, request).get("error");
  }

  @Test
  void programsSeeAndSwitch() throws Exception {
    stage.around.tracing().set(tracing);
    ScriptedPeer peer = stage.negotiated();
    assertThat(
            Stage.ask(peer, "{'execute':'trace-event-get-state','arguments':{'name':'*'}}")
                .get("return"))
        .isEqualTo(
            List.of(
                Map.of("name", "rng_popped", "state", "enabled"),
                Map.of("name", "rng_pushed", "state", "disabled"),
                Map.of("name", "tpm_reset", "state", "unavailable")));
    String set = "{'execute':'trace-event-set-state','arguments':{'name':'%s','enable':%s%s}}";
    assertThat(Stage.ask(peer, set.formatted("rng_*", "true", ""))).containsKey("return");
    assertThat(Stage.ask(peer, set.formatted("tpm_reset", "false", ",'ignore-unavailable':true")))
        .containsKey("return");
    assertThat(steps).containsExactly("rng_* true false", "tpm_reset false true");
  }

  @Test
  void programsAreToldWhatIsWrong() throws Exception {
    stage.around.tracing().set(tracing);
    ScriptedPeer peer = stage.negotiated();
    for (String request :
        List.of(
            "{'execute':'trace-event-get-state','arguments':{'name':'nope'}}",
            "{'execute':'trace-event-get-state'}",
            "{'execute':'trace-event-set-state','arguments':{'name':'tpm_reset','enable':true}}",
            "{'execute':'trace-event-set-state','arguments':{'name':'rng_*'}}",
            "{'execute':'trace-event-set-state','arguments':{'name':'a','enable':true,'vcpu':0}}")) {
      assertThat(error(peer, request).get("class")).as(request).isEqualTo("GenericError");
    }
    assertThat(steps).isEmpty();
  }

  @Test
  void withoutTheBundleNothingIsTraced() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    Map<?, ?> error = error(peer, "{'execute':'trace-event-get-state','arguments':{'name':'*'}}");
    assertThat(error.get("class")).isEqualTo("DeviceNotActive");
    assertThat(error.get("desc")).asString().contains("org.backplane.trace");
    assertThat(Stage.type(stage.person(), "info trace-events"))
        .startsWith("Error: trace: the bundle that traces is not there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "trace-event rng_* on@rng_* true true",
        "trace-event tpm_reset off@tpm_reset false true",
        "trace-file on@configure log=on",
        "trace-file off@configure log=off",
        "trace-file set /tmp/a,b c.log@configure file=/tmp/a,,b c.log",
      })
  void peopleSwitch(String line, String step) throws Exception {
    stage.around.tracing().set(tracing);
    assertThat(Stage.type(stage.person(), line)).isEmpty();
    assertThat(steps).containsExactly(step);
  }

  @Test
  void peopleSee() throws Exception {
    stage.around.tracing().set(tracing);
    ScriptedPeer person = stage.person();
    assertThat(Stage.type(person, "info trace-events"))
        .isEqualTo("rng_popped : state 1\r\nrng_pushed : state 0\r\ntpm_reset : state 0\r\n");
    assertThat(Stage.type(person, "info trace-events nope"))
        .startsWith("Error: trace: there is no");
    assertThat(Stage.type(person, "trace-file flush")).isEmpty();
    assertThat(steps).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "trace-event rng_*",
    "trace-event rng_* maybe",
    "trace-file",
    "trace-file off x",
    "trace-file set",
    "trace-file what"
  })
  void peopleAreToldHowToSayIt(String line) throws Exception {
    stage.around.tracing().set(tracing);
    assertThat(Stage.type(stage.person(), line)).contains("Try 'help trace-");
    assertThat(steps).isEmpty();
  }

  @Test
  void namesAreCompleted() throws Exception {
    stage.around.tracing().set(tracing);
    ScriptedPeer person = stage.person();
    person.send("trace-event tpm\t<");
    assertThat(person.until("<")).isEqualTo("trace-event tpm_reset ");
  }
}
