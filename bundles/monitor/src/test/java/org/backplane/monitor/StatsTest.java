package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.backplane.api.metric.Latency;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.Measured.Target;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.MetricDescription.Unit;
import org.backplane.api.metric.Metrics;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code query-stats} and what describes it. */
class StatsTest {

  private static final MetricDescription REQUESTS =
      MetricDescription.counter("requests", "what was asked for");
  private static final MetricDescription BYTES = MetricDescription.bytes("bytes", "how much");
  private static final MetricDescription WAITING =
      MetricDescription.gauge("waiting", Unit.COUNT, "how many wait");
  private static final MetricDescription TAKEN =
      MetricDescription.latency("latency", "how long it took");

  private final Stage stage = new Stage();
  private final Metrics rng = Metrics.of(List.of(REQUESTS, BYTES, WAITING, TAKEN));
  private ScriptedPeer peer;

  @BeforeEach
  void connect() throws Exception {
    peer = stage.negotiated();
    measure(Target.OBJECT, "/objects/rng0", "rng-random", "rng-backend", rng);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void measure(Target target, String path, String type, String parent, Metrics metrics) {
    stage.around.measured().add(new Measured(target, path, type, parent, metrics));
  }

  private Object ask(String arguments) throws Exception {
    return Stage.ask(peer, "{'execute':'query-stats','arguments':" + arguments + "}").get("return");
  }

  private static Map<String, Object> stat(String name, Object value) {
    return Map.of("name", name, "value", value);
  }

  private static Map<String, Object> result(String provider, String path, Object... stats) {
    return Map.of("provider", provider, "qom-path", path, "stats", List.of(stats));
  }

  @Test
  void valuesAreThoseOfThisMoment() throws Exception {
    rng.counter("requests").add(3);
    rng.counter("bytes").add(64);
    rng.gauge("waiting").set(-1);
    rng.latency("latency").record(0);
    rng.latency("latency").record(5);

    var buckets = new ArrayList<Object>(Collections.nCopies(Latency.BUCKETS, 0L));
    buckets.set(0, 1L);
    buckets.set(3, 1L); // 4 to below 8
    assertThat(ask("{'target':'object'}"))
        .isEqualTo(
            List.of(
                result(
                    "backplane",
                    "/objects/rng0",
                    stat("requests", 3L),
                    stat("bytes", 64L),
                    stat("waiting", -1L),
                    stat("latency", buckets))));
  }

  @ParameterizedTest
  @CsvSource({
    "VM, vm",
    "VCPU, vcpu",
    "OBJECT, object",
    "CHARDEV, chardev",
    "DEVICE, device",
    "MONITOR, monitor"
  })
  void everyTargetHasItsOwn(Target target, String word) throws Exception {
    measure(target, "/new", "any", "", Metrics.of(List.of(REQUESTS)));

    assertThat(new ArrayList<Object>((List<?>) ask("{'target':'" + word + "'}")))
        .contains(result("backplane", "/new", stat("requests", 0L)));
  }

  @Test
  void whatHasGoneIsNotTold() throws Exception {
    stage.around.measured().remove(stage.around.measured().all().getLast()); // the object

    assertThat(ask("{'target':'object'}")).isEqualTo(List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                           | 0
          [{'provider':'kvm'}]                                         | 0
          [{'provider':'backplane'}]                                   | 4
          [{'provider':'backplane','names':[]}]                        | 0
          [{'provider':'backplane','names':['nope']}]                  | 0
          [{'provider':'backplane','names':['bytes','nope','bytes']}]  | 1
          [{'provider':'backplane','names':['bytes']},{'provider':'backplane','names':['latency']}] | 2
          [{'provider':'kvm','names':['bytes']},{'provider':'backplane'}] | 4
          """)
  void providersAndNamesAreChosen(String providers, int stats) throws Exception {
    var results = (List<?>) ask("{'target':'object','providers':" + providers + "}");

    assertThat(results).hasSize(stats == 0 ? 0 : 1);
    assertThat(results)
        .allSatisfy(it -> assertThat((List<?>) ((Map<?, ?>) it).get("stats")).hasSize(stats));
  }

  @Test
  void cpusAreChosenByPath() throws Exception {
    measure(Target.VCPU, "/machine/c0", "cpu", "", Metrics.of(List.of(REQUESTS)));
    measure(Target.VCPU, "/machine/c1", "cpu", "", Metrics.of(List.of(REQUESTS)));

    assertThat(ask("{'target':'vcpu','vcpus':['/machine/c1','/machine/c9']}"))
        .isEqualTo(List.of(result("backplane", "/machine/c1", stat("requests", 0L))));
    assertThat(ask("{'target':'vcpu','vcpus':[]}")).isEqualTo(List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "query-stats | {}",
        "query-stats | {'target':'nope'}",
        "query-stats | {'target':'vm','vcpus':[]}",
        "query-stats | {'target':'vm','more':1}",
        "query-stats | {'target':'vcpu','vcpus':[1]}",
        "query-stats | {'target':'vm','providers':[{}]}",
        "query-stats | {'target':'vm','providers':[{'provider':'nope'}]}",
        "query-stats | {'target':'vm','providers':[{'provider':'kvm','names':1}]}",
        "query-stats | {'target':'vm','providers':[{'provider':'kvm','more':1}]}",
        "query-stats-schemas | {'provider':'nope'}",
      })
  void badRequestsAreErrors(String command, String arguments) throws Exception {
    Map<String, Object> reply =
        Stage.ask(peer, "{'execute':'" + command + "','arguments':" + arguments + "}");

    assertThat(((Map<?, ?>) reply.get("error")).get("class")).isEqualTo("GenericError");
  }

  // --- cryptography backends, told in the protocol's own way too

  private static final String CRYPTODEV = "{'target':'cryptodev'%s}";

  private void cryptodev() {
    Metrics metrics =
        Metrics.of(
            List.of(MetricDescription.counter("sym-encrypt-ops", "how often"), REQUESTS, TAKEN));
    measure(
        Target.OBJECT, "/objects/c0", "cryptodev-backend-builtin", "cryptodev-backend", metrics);
  }

  @Test
  void aCryptographyBackendIsATargetOfItsOwn() throws Exception {
    cryptodev();
    List<?> expected = List.of(result("cryptodev", "/objects/c0", stat("sym-encrypt-ops", 0L)));

    assertThat(ask(CRYPTODEV.formatted(""))).isEqualTo(expected);
    assertThat(ask(CRYPTODEV.formatted(",'providers':[{'provider':'cryptodev','names':['x']}]")))
        .isEqualTo(expected);
    assertThat(ask(CRYPTODEV.formatted(",'providers':[{'provider':'cryptodev','names':[]}]")))
        .isEqualTo(List.of());
    assertThat(ask(CRYPTODEV.formatted(",'providers':[{'provider':'backplane'}]")))
        .isEqualTo(List.of());
  }

  @Test
  void aCryptographyBackendThatDoesNothingIsToldWithoutStatistics() throws Exception {
    measure(Target.OBJECT, "/objects/c1", "cryptodev-backend", "", Metrics.none());

    assertThat(ask(CRYPTODEV.formatted(""))).isEqualTo(List.of(result("cryptodev", "/objects/c1")));
  }

  // --- schemas

  private List<?> schemas(String arguments) throws Exception {
    return (List<?>)
        Stage.ask(peer, "{'execute':'query-stats-schemas','arguments':" + arguments + "}")
            .get("return");
  }

  @Test
  void aSchemaTellsWhatTheNumbersMean() throws Exception {
    assertThat(new ArrayList<Object>(schemas("{}")))
        .contains(
            Map.of(
                "provider",
                "backplane",
                "target",
                "object",
                "stats",
                List.of(
                    Map.of("name", "requests", "type", "cumulative", "exponent", 0L),
                    Map.of("name", "bytes", "type", "cumulative", "unit", "bytes", "exponent", 0L),
                    Map.of("name", "waiting", "type", "instant", "exponent", 0L),
                    Map.of(
                        "name",
                        "latency",
                        "type",
                        "log2-histogram",
                        "unit",
                        "seconds",
                        "base",
                        10L,
                        "exponent",
                        -9L))));
  }

  @Test
  void typesAreDescribedBeforeTheyHaveObjects() throws Exception {
    stage.registry.offer(
        new TypeDescription(
                "cryptodev-backend-builtin",
                "cryptodev-backend",
                Container.OBJECTS,
                "cryptography",
                List.of())
            .measuring(MetricDescription.counter("asym-sign-ops", "how often")));
    stage.builder.offer(
        new TypeDescription("fan-device", "device", Container.MACHINE, "air", List.of())
            .measuring(MetricDescription.counter("turns", "how often")));

    assertThat(schemas("{'provider':'cryptodev'}"))
        .isEqualTo(
            List.of(
                Map.of(
                    "provider",
                    "cryptodev",
                    "target",
                    "cryptodev",
                    "stats",
                    List.of(
                        Map.of("name", "asym-sign-ops", "type", "cumulative", "exponent", 0L)))));
    assertThat(schemas("{}").toString()).contains("turns").contains("device");
    assertThat(schemas("{'provider':'kvm'}")).isEmpty();
  }
}
