package org.backplane.metrics.jmx;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.backplane.api.metric.Latency;
import org.backplane.api.metric.Latency.Snapshot;
import org.backplane.api.metric.Metric;
import org.backplane.api.metric.Metrics;
import org.backplane.api.metric.Scalar;

/**
 * What a bean shows of metrics: a counter or gauge is one number, a latency several. So {@code
 * requests-failed} is {@code RequestsFailed}, and {@code request-latency} begins {@code
 * RequestLatencyCount}.
 */
final class BeanAttributes {

  /**
   * A number.
   *
   * @param help what it is
   * @param value what it is now; empty if whoever tells it fails
   */
  record Figure(String help, Supplier<OptionalLong> value) {}

  private final SequencedMap<String, Figure> byName = new LinkedHashMap<>();

  private BeanAttributes() {}

  static SequencedMap<String, Figure> of(Metrics metrics) {
    var attributes = new BeanAttributes();
    metrics.all().forEach(attributes::add);
    return attributes.byName;
  }

  private void add(Metric metric) {
    String name = capitals(metric.description().name());
    String help = metric.description().summary();
    switch (metric) {
      case Scalar number -> byName.put(name, new Figure(help, number::told));
      case Latency latency -> add(name, help, latency);
    }
  }

  private void add(String name, String help, Latency latency) {
    add(name + "Count", help + ": how many", latency, Snapshot::count);
    add(name + "TotalNanos", help + ": all together, in ns", latency, Snapshot::totalNanos);
    add(name + "P50Nanos", help + ": half took less, in ns", latency, s -> s.quantileNanos(0.5));
    add(
        name + "P99Nanos",
        help + ": 99 of 100 took less, in ns",
        latency,
        s -> s.quantileNanos(0.99));
    add(name + "MaxNanos", help + ": the longest, in ns", latency, Snapshot::longestNanos);
  }

  private void add(String name, String help, Latency latency, ToLongFunction<Snapshot> figure) {
    byName.put(
        name, new Figure(help, () -> OptionalLong.of(figure.applyAsLong(latency.snapshot()))));
  }

  private static String capitals(String name) {
    var text = new StringBuilder();
    for (String word : name.split("-", -1)) {
      if (!word.isEmpty()) {
        text.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return text.toString();
  }
}
