package org.backplane.monitor.stats;

import java.util.List;
import java.util.Optional;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.MetricDescription.Unit;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;

/** What a provider counts about a target. */
public record StatsSchema(
    StatsProvider provider, StatsTarget target, List<MetricDescription> stats) {

  private static final int TENFOLD = 10;
  private static final int NANO = -9;

  private static final Form<MetricDescription> STAT =
      ObjectForm.<MetricDescription>empty()
          .text("name", MetricDescription::name)
          .with(
              "type",
              Form.words("cumulative", "instant", "peak", "linear-histogram", "log2-histogram"),
              StatsSchema::type)
          .maybe("unit", Form.words("bytes", "seconds", "cycles", "boolean"), StatsSchema::unit)
          .maybe(
              "base",
              Form.INTEGER,
              stat -> exponent(stat) == 0 ? Optional.empty() : Optional.of(TENFOLD))
          .integer("exponent", StatsSchema::exponent);

  /** How it is told. */
  public static final Form<StatsSchema> FORM =
      ObjectForm.<StatsSchema>empty()
          .with(
              "provider",
              Form.words(StatsProvider.class, StatsProvider::word),
              StatsSchema::provider)
          .with("target", Form.words(StatsTarget.class, StatsTarget::word), StatsSchema::target)
          .with("stats", STAT.list(), StatsSchema::stats);

  /** What a metric does over time, in the protocol's words. */
  public static String type(MetricDescription metric) {
    return switch (metric.kind()) {
      case COUNTER -> "cumulative";
      case GAUGE -> "instant";
      case LATENCY -> "log2-histogram";
    };
  }

  private static Optional<String> unit(MetricDescription metric) {
    return switch (metric.unit()) {
      case COUNT -> Optional.empty();
      case BYTES -> Optional.of("bytes");
      case NANOSECONDS -> Optional.of("seconds");
    };
  }

  /** A value counts so many powers of ten of its unit. */
  private static int exponent(MetricDescription metric) {
    return metric.unit() == Unit.NANOSECONDS ? NANO : 0;
  }
}
