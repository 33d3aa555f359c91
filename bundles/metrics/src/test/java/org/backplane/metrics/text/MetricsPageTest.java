package org.backplane.metrics.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.Measured.Target;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.MetricDescription.Unit;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValues;
import org.backplane.metrics.text.OpenMetricsReader.Read;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is measured, written and read back. */
class MetricsPageTest {

  private final MetricsPage page = new MetricsPage(registry(), "0.1.0");
  private final Metrics rng =
      Metrics.of(
          List.of(
              MetricDescription.counter("requests", "requests for entropy"),
              MetricDescription.bytes("bytes", "entropy"),
              MetricDescription.gauge("bytes-lost", Unit.BYTES, "lost \"for ever\" \\ \n now"),
              MetricDescription.latency("request-latency", "from a request to its entropy")));

  private static ObjectRegistry registry() {
    var waiting =
        new ObjectStatus(
            ObjectPath.object("m\"0"),
            "memory-backend-x",
            Optional.empty(),
            Phase.WAITING,
            "no bundle",
            new PropertyValues(Map.of()),
            List.of());
    return (ObjectRegistry)
        Proxy.newProxyInstance(
            ObjectRegistry.class.getClassLoader(),
            new Class<?>[] {ObjectRegistry.class},
            (_, _, arguments) -> arguments[0] == Container.OBJECTS ? List.of(waiting) : List.of());
  }

  private static Measured object(String path, Metrics metrics) {
    return new Measured(Target.OBJECT, path, "rng-test", "rng-backend", metrics);
  }

  private String text(String accept) {
    return page.answer("/metrics", accept).text();
  }

  private List<Read> samples() {
    return OpenMetricsReader.read(text(""));
  }

  private double value(String name, Map<String, String> labels) {
    return samples().stream()
        .filter(s -> s.name().equals(name) && s.labels().entrySet().containsAll(labels.entrySet()))
        .mapToDouble(Read::value)
        .sum();
  }

  @Test
  void countersAndGaugesHaveTheirUnitsAndLabels() {
    page.bindMeasured(object("/objects/r0", rng));
    rng.counter("requests").add(3);
    rng.counter("bytes").add(192);
    rng.gauge("bytes-lost").set(-4096);
    var labels = Map.of("target", "object", "path", "/objects/r0", "type", "rng-test");
    assertThat(value("backplane_requests_total", labels)).isEqualTo(3);
    assertThat(value("backplane_bytes_total", labels)).isEqualTo(192);
    assertThat(value("backplane_lost_bytes", labels)).isEqualTo(-4096);
    assertThat(OpenMetricsReader.types(text("")))
        .containsEntry("backplane_requests", "counter")
        .containsEntry("backplane_bytes", "counter")
        .containsEntry("backplane_lost_bytes", "gauge")
        .containsEntry("backplane_request_latency_seconds", "histogram");
    assertThat(text("")).contains("# UNIT backplane_bytes bytes\n");
  }

  @Test
  void aLatencyIsAHistogramInSeconds() {
    page.bindMeasured(object("/objects/r0", rng));
    var latency = rng.latency("request-latency");
    latency.record(1); // below the first bucket
    latency.record(1_500); // up to 2^11 ns
    latency.record(3_600_000_000_000L); // above the last
    List<Read> buckets =
        samples().stream()
            .filter(s -> s.name().equals("backplane_request_latency_seconds_bucket"))
            .toList();
    assertThat(buckets).extracting(Read::value).isSorted();
    assertThat(buckets.getFirst().labels()).containsEntry("le", "0.000001024");
    assertThat(buckets.getFirst().value()).isEqualTo(1);
    assertThat(buckets.get(1).labels()).containsEntry("le", "0.000002048");
    assertThat(buckets.get(1).value()).isEqualTo(2);
    assertThat(buckets.getLast().labels()).containsEntry("le", "+Inf");
    assertThat(buckets.getLast().value()).isEqualTo(3);
    assertThat(buckets.get(buckets.size() - 2).value()).isEqualTo(2);
    assertThat(value("backplane_request_latency_seconds_count", Map.of())).isEqualTo(3);
    assertThat(value("backplane_request_latency_seconds_sum", Map.of()))
        .isCloseTo(3600.0000015, within(1e-8));
  }

  @Test
  void whatIsGoneIsNotShown() {
    Measured gone = object("/objects/r0", rng);
    page.bindMeasured(gone);
    page.unbindMeasured(gone);
    assertThat(text("")).doesNotContain("/objects/r0");
  }

  @Test
  void theSameNameOfAnotherKindDoesNotSpoilTheFamily() {
    var other = Metrics.of(List.of(MetricDescription.gauge("requests", Unit.COUNT, "other")));
    page.bindMeasured(object("/objects/a", rng));
    page.bindMeasured(object("/objects/b", other));
    assertThat(OpenMetricsReader.types(text(""))).containsEntry("backplane_requests", "counter");
    assertThat(samples())
        .filteredOn(s -> s.family().equals("backplane_requests"))
        .extracting(s -> s.labels().get("path"))
        .containsExactly("/objects/a");
  }

  /** A third party's metrics may have the names of this product's, or of another's samples. */
  @ParameterizedTest
  @CsvSource({
    "build, GAUGE",
    "build-info, GAUGE",
    "build, COUNTER",
    "object-phase, COUNTER",
    "object-phase, GAUGE",
    "requests-total, GAUGE",
    "requests-total, COUNTER",
    "requests-total-total, COUNTER",
    "requests-created, GAUGE",
    "request-latency-seconds-count, GAUGE",
    "request-latency-seconds-sum, COUNTER",
    "request-latency-seconds-bucket, GAUGE",
    "request-latency-seconds, GAUGE"
  })
  void noNameSpoilsThePage(String name, MetricDescription.Kind kind) {
    for (String path :
        List.of("/objects/a", "/objects/z")) { // before and behind what it clashes with
      page.bindMeasured(object("/objects/r0", rng));
      var odd = List.of(new MetricDescription(name, kind, Unit.COUNT, "odd"));
      page.bindMeasured(object(path, Metrics.of(odd)));
      assertThat(samples()).isNotEmpty(); // the reader refuses what is taken
      assertThat(value("backplane_build_info", Map.of())).isEqualTo(1);
      assertThat(value("backplane_object_phase", Map.of("phase", "waiting"))).isEqualTo(1);
    }
  }

  @Test
  void twoNamesOfOneThingThatBecomeOneAreShownOnce() {
    var odd =
        Metrics.of(
            List.of(
                MetricDescription.counter("hits", "hits"),
                MetricDescription.counter("hits-total", "hits again")));
    odd.counter("hits").add(3);
    page.bindMeasured(object("/objects/a", odd));
    assertThat(value("backplane_hits_total", Map.of())).isEqualTo(3);
  }

  @Test
  void aClashIsToldOnce() {
    var clashes = new Clashes();
    var build = Metrics.of(List.of(MetricDescription.gauge("build", Unit.COUNT, "odd")));
    var own = List.of(Family.of("backplane_build", Family.Kind.INFO, "what runs here"));
    for (int i = 0; i < 3; i++) {
      assertThat(MeasuredFamilies.of(List.of(object("/objects/a", build)), own, clashes)).isEmpty();
    }
    assertThat(clashes.count()).isEqualTo(1);
  }

  @Test
  void whoFailsToTellLacksAloneOnThePage() {
    rng.counter("requests").add(3);
    rng.gauge("bytes-lost")
        .follow(
            () -> {
              throw new NoClassDefFoundError("gone on purpose");
            });
    page.bindMeasured(object("/objects/r0", rng));
    assertThat(value("backplane_requests_total", Map.of())).isEqualTo(3);
    assertThat(samples()).extracting(Read::name).doesNotContain("backplane_lost_bytes");
  }

  @Test
  void nothingIsThereTwice() {
    page.bindMeasured(object("/objects/a", rng));
    page.bindMeasured(
        object("/objects/a", Metrics.of(List.of(rng.all().getFirst().description()))));
    assertThat(samples()).isNotEmpty(); // the reader refuses a repeated sample
  }

  @Test
  void phasesAreAStateSet() {
    Map<String, Double> phases =
        samples().stream()
            .filter(s -> s.name().equals("backplane_object_phase"))
            .filter(s -> s.labels().get("path").equals("/objects/m\"0"))
            .collect(Collectors.toMap(s -> s.labels().get("phase"), Read::value));
    assertThat(phases)
        .isEqualTo(Map.of("waiting", 1.0, "realized", 0.0, "detached", 0.0, "failed", 0.0));
  }

  @Test
  void theProcessIsDescribedAsDashboardsExpect() {
    Set<String> names = samples().stream().map(Read::name).collect(Collectors.toSet());
    assertThat(names)
        .contains(
            "process_cpu_seconds_total",
            "process_open_fds",
            "process_resident_memory_bytes",
            "process_start_time_seconds",
            "jvm_memory_used_bytes",
            "jvm_threads_current",
            "jvm_gc_collection_seconds_count",
            "backplane_build_info");
    assertThat(value("process_resident_memory_bytes", Map.of())).isGreaterThan(1 << 20);
    assertThat(value("process_start_time_seconds", Map.of()))
        .isBetween(1.5e9, System.currentTimeMillis() / 1000.0);
  }

  @Test
  void theClassicFormatNamesCountersByTheirSamples() {
    page.bindMeasured(object("/objects/r0", rng));
    String classic = text("text/plain;version=0.0.4");
    assertThat(classic)
        .contains("# TYPE backplane_requests_total counter\n")
        .contains("# TYPE backplane_build_info gauge\n")
        .contains("# HELP backplane_lost_bytes lost \"for ever\" \\\\ \\n now\n")
        .doesNotContain("# UNIT", "# EOF");
    assertThat(text("")).contains("lost \\\"for ever\\\" \\\\ \\n now\n");
  }

  /** Ids and types come from people and from bundles of others. */
  @Property(tries = 200)
  void anyPathAndTypeComeBack(@ForAll String path, @ForAll String type) {
    var odd = new MetricsPage(registry(), "0.1.0");
    odd.bindMeasured(new Measured(Target.DEVICE, path, type, "", rng));
    assertThat(OpenMetricsReader.read(odd.answer("/metrics", "").text()))
        .filteredOn(s -> s.name().equals("backplane_requests_total"))
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.labels()).containsEntry("path", path).containsEntry("type", type);
            });
  }

  /** A third party's metric may be called anything. */
  @Property(tries = 200)
  void anyNameBecomesOneThatScrapersTake(@ForAll String name, @ForAll Unit unit) {
    var odd = new MetricsPage(registry(), "0.1.0");
    odd.bindMeasured(
        object("/o", Metrics.of(List.of(MetricDescription.gauge(name, unit, "help")))));
    assertThat(OpenMetricsReader.read(odd.answer("/metrics", "").text())).isNotEmpty();
  }
}
