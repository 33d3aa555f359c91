package org.backplane.metrics.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.backplane.api.metric.Counter;
import org.backplane.api.metric.Gauge;
import org.backplane.api.metric.Latency;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.Metric;
import org.backplane.api.metric.MetricDescription.Unit;

/**
 * From what is measured to families: a metric of the same name is the same family, whatever
 * measures it. Where the same name stands for something of another kind, the first one is shown.
 */
final class MeasuredFamilies {

  /** Latencies below about a microsecond are not told apart for scrapers. */
  static final int FIRST_BUCKET = 10;

  /** Those above about a minute are not either. */
  static final int LAST_BUCKET = 36;

  private static final Comparator<Measured> ORDER =
      Comparator.comparing(Measured::target)
          .thenComparing(Measured::path)
          .thenComparing(Measured::type);

  private final SortedMap<String, Family> families = new TreeMap<>();
  private final Set<Labels> seen = new HashSet<>();

  private MeasuredFamilies() {}

  /** All families, by name. */
  static List<Family> of(Collection<Measured> all) {
    var made = new MeasuredFamilies();
    all.stream().sorted(ORDER).forEach(made::add);
    return List.copyOf(made.families.values());
  }

  private void add(Measured measured) {
    Labels labels =
        Labels.NONE
            .and("target", measured.target().name().toLowerCase(Locale.ROOT))
            .and("path", measured.path())
            .and("type", measured.type());
    if (seen.add(labels)) { // a sample must not be there twice
      measured.metrics().all().forEach(metric -> add(metric, labels));
    }
  }

  private void add(Metric metric, Labels labels) {
    FamilyName name = FamilyName.of(metric.description());
    Family family =
        families.computeIfAbsent(
            name.text(),
            text ->
                new Family(
                    text,
                    kind(metric),
                    name.unit(),
                    metric.description().summary(),
                    new ArrayList<>()));
    if (family.kind() == kind(metric) && family.unit().equals(name.unit())) {
      family.samples().addAll(samples(metric, labels));
    }
  }

  private static Family.Kind kind(Metric metric) {
    return switch (metric) {
      case Counter _ -> Family.Kind.COUNTER;
      case Gauge _ -> Family.Kind.GAUGE;
      case Latency _ -> Family.Kind.HISTOGRAM;
    };
  }

  private static List<Sample> samples(Metric metric, Labels labels) {
    Unit unit = metric.description().unit();
    return switch (metric) {
      case Counter counter -> List.of(new Sample("_total", labels, in(unit, counter.value())));
      case Gauge gauge -> List.of(new Sample("", labels, in(unit, gauge.value())));
      case Latency latency -> histogram(latency.snapshot(), labels);
    };
  }

  private static String in(Unit unit, long value) {
    return unit == Unit.NANOSECONDS ? Sample.seconds(value) : Long.toString(value);
  }

  private static List<Sample> histogram(Latency.Snapshot snapshot, Labels labels) {
    var samples = new ArrayList<Sample>();
    long below = 0;
    for (int bucket = 0; bucket <= LAST_BUCKET; bucket++) {
      below += snapshot.counts()[bucket];
      if (bucket >= FIRST_BUCKET) {
        samples.add(bucket(labels, Sample.seconds(1L << bucket), below));
      }
    }
    samples.add(bucket(labels, "+Inf", snapshot.count()));
    samples.add(new Sample("_count", labels, snapshot.count()));
    samples.add(new Sample("_sum", labels, Sample.seconds(snapshot.totalNanos())));
    return samples;
  }

  private static Sample bucket(Labels labels, String upTo, long count) {
    return new Sample("_bucket", labels.and("le", upTo), count);
  }
}
