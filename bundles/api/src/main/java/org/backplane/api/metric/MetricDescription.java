package org.backplane.api.metric;

/**
 * What a metric is.
 *
 * @param name on every face, such as {@code requests-failed}: lower-case words with hyphens
 * @param kind what it does over time
 * @param unit what one is
 * @param summary one line for help texts, without a full stop
 */
public record MetricDescription(String name, Kind kind, Unit unit, String summary) {

  /** What a metric does over time. */
  public enum Kind {
    /** Only grows. */
    COUNTER,
    /** Goes up and down. */
    GAUGE,
    /** How long things took, as a histogram. */
    LATENCY
  }

  /** What one of a metric is. */
  public enum Unit {
    /** A thing, such as a request. */
    COUNT,
    BYTES,
    /** A nanosecond, which faces may show as a part of a second. */
    NANOSECONDS
  }

  /** Whether numbers of the one are numbers of the other, whatever their summaries say. */
  boolean isSameAs(MetricDescription other) {
    return name.equals(other.name) && kind == other.kind && unit == other.unit;
  }

  public static MetricDescription counter(String name, String summary) {
    return new MetricDescription(name, Kind.COUNTER, Unit.COUNT, summary);
  }

  public static MetricDescription bytes(String name, String summary) {
    return new MetricDescription(name, Kind.COUNTER, Unit.BYTES, summary);
  }

  public static MetricDescription gauge(String name, Unit unit, String summary) {
    return new MetricDescription(name, Kind.GAUGE, unit, summary);
  }

  public static MetricDescription latency(String name, String summary) {
    return new MetricDescription(name, Kind.LATENCY, Unit.NANOSECONDS, summary);
  }
}
