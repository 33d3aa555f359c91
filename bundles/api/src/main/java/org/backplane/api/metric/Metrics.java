package org.backplane.api.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The metrics of one object or device. They begin at 0 and may be asked for by any thread. */
public final class Metrics {

  private final SequencedMap<String, Metric> byName;

  private Metrics(SequencedMap<String, Metric> byName) {
    this.byName = Collections.unmodifiableSequencedMap(byName);
  }

  /** No metrics. */
  public static Metrics none() {
    return of(List.of());
  }

  /** New metrics, in that order. */
  public static Metrics of(List<MetricDescription> descriptions) {
    SequencedMap<String, Metric> made = new LinkedHashMap<>();
    for (MetricDescription description : descriptions) {
      if (made.putIfAbsent(description.name(), make(description)) != null) {
        throw new IllegalArgumentException("metric " + description.name() + " is described twice");
      }
    }
    return new Metrics(made);
  }

  private static Metric make(MetricDescription description) {
    return switch (description.kind()) {
      case COUNTER -> new Counter(description);
      case GAUGE -> new Gauge(description);
      case LATENCY -> new Latency(description);
    };
  }

  /** These metrics, where those that were there before in the same way go on. */
  public Metrics following(Metrics before) {
    SequencedMap<String, Metric> kept = new LinkedHashMap<>();
    byName.forEach((name, metric) -> kept.put(name, before.earlier(metric)));
    return new Metrics(kept);
  }

  private Metric earlier(Metric metric) {
    Metric mine = byName.get(metric.description().name());
    return mine != null && mine.description().equals(metric.description()) ? mine : metric;
  }

  /**
   * The counter of that name.
   *
   * @throws IllegalArgumentException no such counter is described
   */
  public Counter counter(String name) {
    return find(name, Counter.class);
  }

  /**
   * The gauge of that name.
   *
   * @throws IllegalArgumentException no such gauge is described
   */
  public Gauge gauge(String name) {
    return find(name, Gauge.class);
  }

  /**
   * The latency of that name.
   *
   * @throws IllegalArgumentException no such latency is described
   */
  public Latency latency(String name) {
    return find(name, Latency.class);
  }

  private <M extends Metric> M find(String name, Class<M> kind) {
    Metric metric = byName.get(name);
    if (!kind.isInstance(metric)) {
      throw new IllegalArgumentException("no %s %s".formatted(kind.getSimpleName(), name));
    }
    return kind.cast(metric);
  }

  /** All, in the order of their descriptions. */
  public List<Metric> all() {
    return List.copyOf(byName.values());
  }
}
