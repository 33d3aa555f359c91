package org.backplane.api.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.LongSupplier;

/** The metrics of one object or device. They begin at 0 and may be asked for by any thread. */
public final class Metrics {

  private final SequencedMap<String, Metric> byName;
  private final Set<String> readElsewhere;

  private Metrics(SequencedMap<String, Metric> byName, Set<String> readElsewhere) {
    this.byName = Collections.unmodifiableSequencedMap(byName);
    this.readElsewhere = Set.copyOf(readElsewhere);
  }

  /** No metrics. */
  public static Metrics none() {
    return of(List.of());
  }

  /** New metrics, in that order. */
  public static Metrics of(List<MetricDescription> descriptions) {
    return of(descriptions, Map.of());
  }

  /**
   * New metrics, in that order, some of which are kept elsewhere.
   *
   * @param elsewhere for counters and gauges by name, what comes on top of their own value. It is
   *     read whenever somebody asks, by any thread, so it answers at once and does not throw; that
   *     of a counter only grows. Whoever has the metrics keeps its class in memory: it is for
   *     devices and machines, not for objects whose code is exchanged
   */
  public static Metrics of(
      List<MetricDescription> descriptions, Map<String, LongSupplier> elsewhere) {
    SequencedMap<String, Metric> made = new LinkedHashMap<>();
    for (MetricDescription description : descriptions) {
      Metric metric =
          make(description, elsewhere.getOrDefault(description.name(), Metrics::nothing));
      if (made.putIfAbsent(description.name(), metric) != null) {
        throw new IllegalArgumentException("metric " + description.name() + " is described twice");
      }
    }
    var metrics = new Metrics(made, elsewhere.keySet());
    elsewhere.keySet().forEach(metrics::requireNumber);
    return metrics;
  }

  private static long nothing() {
    return 0;
  }

  private static Metric make(MetricDescription description, LongSupplier elsewhere) {
    return switch (description.kind()) {
      case COUNTER -> new Counter(description, elsewhere);
      case GAUGE -> new Gauge(description, elsewhere);
      case LATENCY -> new Latency(description);
    };
  }

  private void requireNumber(String name) {
    Metric metric = byName.get(name);
    if (metric == null || metric instanceof Latency) {
      throw new IllegalArgumentException("no counter or gauge " + name);
    }
  }

  /**
   * These metrics, where those that were there before by the same name, kind and unit go on, with
   * the summary that they had. What is read elsewhere does not: it would keep the code there in
   * memory.
   */
  public Metrics following(Metrics before) {
    SequencedMap<String, Metric> kept = new LinkedHashMap<>();
    byName.forEach(
        (name, metric) ->
            kept.put(name, readElsewhere.contains(name) ? metric : before.earlier(metric)));
    return new Metrics(kept, readElsewhere);
  }

  private Metric earlier(Metric metric) {
    String name = metric.description().name();
    Metric mine = readElsewhere.contains(name) ? null : byName.get(name);
    return mine != null && mine.description().isSameAs(metric.description()) ? mine : metric;
  }

  /** Lets go of all that tells gauges: their code ends. What it tells now stays. */
  public void letGo() {
    for (Metric metric : byName.values()) {
      if (metric instanceof Gauge gauge) {
        gauge.letGo();
      }
    }
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
