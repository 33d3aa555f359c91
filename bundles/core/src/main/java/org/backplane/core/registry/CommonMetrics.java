package org.backplane.core.registry;

import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.metric.Latency;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.Metrics;
import org.backplane.api.type.TypeDescription;

/** What is measured of every object, besides what its type measures. */
final class CommonMetrics {

  private static final String EXCHANGES = "code-exchanges";
  private static final String FAILURES = "code-failures";
  private static final String CREATION = "creation-latency";
  private static final String CHANGE = "change-latency";
  private static final String DETACHED = "detached-time";

  private static final List<MetricDescription> ALL =
      List.of(
          MetricDescription.counter(EXCHANGES, "how often other code took over"),
          MetricDescription.counter(FAILURES, "code that could not make the object"),
          MetricDescription.latency(CREATION, "making it, or taking it over"),
          MetricDescription.latency(CHANGE, "changing a property"),
          MetricDescription.latency(DETACHED, "how long it was without code"));

  private final Metrics metrics;

  /**
   * @param shown made of {@link #besides}; what is missing there is counted for nobody
   */
  CommonMetrics(Metrics shown) {
    this.metrics = Metrics.of(ALL).following(shown);
  }

  /** What is measured of an object that no code has begun yet. */
  static Metrics alone() {
    return Metrics.of(ALL);
  }

  /** What objects of a type measure: its own metrics, then those of these whose names are free. */
  static List<MetricDescription> besides(TypeDescription type) {
    List<String> own = type.metrics().stream().map(MetricDescription::name).toList();
    return Stream.concat(
            type.metrics().stream(), ALL.stream().filter(common -> !own.contains(common.name())))
        .toList();
  }

  void exchanged() {
    metrics.counter(EXCHANGES).increment();
  }

  void failed() {
    metrics.counter(FAILURES).increment();
  }

  Latency creation() {
    return metrics.latency(CREATION);
  }

  Latency change() {
    return metrics.latency(CHANGE);
  }

  Latency detached() {
    return metrics.latency(DETACHED);
  }
}
