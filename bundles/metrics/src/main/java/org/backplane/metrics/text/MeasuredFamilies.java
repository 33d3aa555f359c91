package org.backplane.metrics.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.backplane.api.metric.Counter;
import org.backplane.api.metric.Gauge;
import org.backplane.api.metric.Latency;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.Metric;
import org.backplane.api.metric.MetricDescription.Unit;
import org.backplane.api.metric.Scalar;

/**
 * From what is measured to families: a metric of the same name is the same family, whatever
 * measures it. Where a name, or that of a sample, stands for something else already, what came
 * first is shown.
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
  private final Set<String> taken = new HashSet<>();
  private final Clashes clashes;

  private MeasuredFamilies(Clashes clashes) {
    this.clashes = clashes;
  }

  /**
   * All families, by name.
   *
   * @param earlier whose names are taken
   * @param clashes told of what is left out
   */
  static List<Family> of(Collection<Measured> all, List<Family> earlier, Clashes clashes) {
    var made = new MeasuredFamilies(clashes);
    earlier.forEach(family -> made.taken.addAll(family.names()));
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
      var names = new HashSet<String>();
      for (Metric metric : measured.metrics().all()) {
        Family wanted = family(metric);
        Optional<Family> there = names.add(wanted.name()) ? place(wanted) : Optional.empty();
        there.ifPresentOrElse(
            family -> family.samples().addAll(samples(metric, labels)),
            () -> clashes.tell(wanted, measured.type()));
      }
    }
  }

  private static Family family(Metric metric) {
    FamilyName name = FamilyName.of(metric.description());
    String help = metric.description().summary();
    return new Family(name.text(), kind(metric), name.unit(), help, new ArrayList<>());
  }

  /** The family of that name, perhaps from now on; empty if it stands for something else. */
  private Optional<Family> place(Family wanted) {
    Family there = families.get(wanted.name());
    if (there != null) {
      boolean same = there.kind() == wanted.kind() && there.unit().equals(wanted.unit());
      return same ? Optional.of(there) : Optional.empty();
    }
    if (wanted.names().stream().anyMatch(taken::contains)) {
      return Optional.empty();
    }
    taken.addAll(wanted.names());
    families.put(wanted.name(), wanted);
    return Optional.of(wanted);
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
      case Counter counter -> sample("_total", labels, unit, counter);
      case Gauge gauge -> sample("", labels, unit, gauge);
      case Latency latency -> histogram(latency.snapshot(), labels);
    };
  }

  /** None if whoever tells it fails. */
  private static List<Sample> sample(String suffix, Labels labels, Unit unit, Scalar number) {
    return number.told().stream()
        .mapToObj(value -> new Sample(suffix, labels, in(unit, value)))
        .toList();
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
