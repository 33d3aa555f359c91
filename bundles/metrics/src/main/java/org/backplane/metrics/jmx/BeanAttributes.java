package org.backplane.metrics.jmx;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import org.backplane.api.metric.Counter;
import org.backplane.api.metric.Gauge;
import org.backplane.api.metric.Latency;
import org.backplane.api.metric.Metric;
import org.backplane.api.metric.Metrics;

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
   * @param value what it is now
   */
  record Figure(String help, LongSupplier value) {}

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
      case Counter counter -> byName.put(name, new Figure(help, counter::value));
      case Gauge gauge -> byName.put(name, new Figure(help, gauge::value));
      case Latency latency -> add(name, help, latency);
    }
  }

  private void add(String name, String help, Latency latency) {
    byName.put(name + "Count", new Figure(help + ": how many", () -> latency.snapshot().count()));
    byName.put(
        name + "TotalNanos",
        new Figure(help + ": all together, in ns", () -> latency.snapshot().totalNanos()));
    addQuantile(name + "P50Nanos", help + ": half of them took less, in ns", latency, 0.5);
    addQuantile(name + "P99Nanos", help + ": 99 of 100 took less, in ns", latency, 0.99);
    addQuantile(name + "MaxNanos", help + ": all of them took less, in ns", latency, 1);
  }

  private void addQuantile(String name, String help, Latency latency, double part) {
    byName.put(name, new Figure(help, () -> latency.snapshot().quantileNanos(part)));
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
