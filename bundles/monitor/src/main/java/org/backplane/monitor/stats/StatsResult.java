package org.backplane.monitor.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.backplane.api.metric.Latency;
import org.backplane.api.metric.Metric;
import org.backplane.api.metric.Scalar;
import org.backplane.monitor.schema.Builtin;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.schema.Shape;

/**
 * The statistics of one thing.
 *
 * @param path its place in the object tree
 */
public record StatsResult(StatsProvider provider, String path, List<Stat> stats) {

  /** A metric's value: a whole number, or a list of them for a histogram. */
  public record Stat(String name, Object value) {

    private static final Form<Object> VALUE =
        Form.of(
            new Shape.AnyOf(List.of(Builtin.INTEGER, new Shape.ListOf(Builtin.INTEGER))),
            value -> value);

    private static final Form<Stat> FORM =
        ObjectForm.<Stat>empty().text("name", Stat::name).with("value", VALUE, Stat::value);

    /** Empty if whoever tells the metric fails. */
    static Optional<Stat> of(Metric metric) {
      String name = metric.description().name();
      return switch (metric) {
        case Scalar number ->
            number.told().stream().mapToObj(value -> new Stat(name, value)).findFirst();
        case Latency latency ->
            Optional.of(
                new Stat(name, Arrays.stream(latency.snapshot().counts()).boxed().toList()));
      };
    }
  }

  /** How it is told. */
  public static final Form<StatsResult> FORM =
      ObjectForm.<StatsResult>empty()
          .with(
              "provider",
              Form.words(StatsProvider.class, StatsProvider::word),
              StatsResult::provider)
          .text("qom-path", StatsResult::path)
          .with("stats", Stat.FORM.list(), StatsResult::stats);
}
