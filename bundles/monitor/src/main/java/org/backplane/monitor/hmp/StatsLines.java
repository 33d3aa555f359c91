package org.backplane.monitor.hmp;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.MetricDescription.Unit;
import org.backplane.monitor.report.Wording;
import org.backplane.monitor.stats.Statistics;
import org.backplane.monitor.stats.StatsFilter;
import org.backplane.monitor.stats.StatsFilter.Request;
import org.backplane.monitor.stats.StatsProvider;
import org.backplane.monitor.stats.StatsResult;
import org.backplane.monitor.stats.StatsResult.Stat;
import org.backplane.monitor.stats.StatsSchema;
import org.backplane.monitor.stats.StatsTarget;

/** What {@code info} shows of what is measured. */
public final class StatsLines implements LineGroup {

  private static final String TARGET = "target";
  private static final String NAMES = "names";
  private static final String PROVIDER = "provider";
  private static final String ALL = "*";

  private final Statistics statistics;

  public StatsLines(Statistics statistics) {
    this.statistics = statistics;
  }

  @Override
  public List<LineCommand> topics() {
    return List.of(
        LineCommand.of(
            "stats",
            "shows what is measured about vm, vcpu, object, chardev, device, monitor or cryptodev;"
                + " names are parted by commas, * are all",
            List.of(
                Parameter.word(TARGET).of(Choices.of(StatsLines::targets)),
                Parameter.optionalWord(NAMES).of(Choices.by(this::names)),
                Parameter.optionalWord(PROVIDER).of(Choices.of(StatsLines::providers))),
            this::show));
  }

  private static List<String> targets() {
    return Arrays.stream(StatsTarget.values()).map(StatsTarget::word).toList();
  }

  private static List<String> providers() {
    return Arrays.stream(StatsProvider.values()).map(StatsProvider::word).toList();
  }

  private List<String> names(Words before) {
    String target = before.get(TARGET);
    return statistics.schemas(Optional.empty()).stream()
        .filter(schema -> schema.target().word().equals(target))
        .flatMap(schema -> schema.stats().stream())
        .map(MetricDescription::name)
        .toList();
  }

  private void show(Words words, Printer out) throws HumanError {
    StatsTarget target =
        one(TARGET, words.get(TARGET), targets(), StatsTarget.values(), StatsTarget::word);
    Optional<Set<String>> names =
        words.find(NAMES).filter(text -> !text.equals(ALL)).map(text -> Set.of(split(text)));
    List<StatsProvider> providers =
        words.find(PROVIDER).isEmpty()
            ? List.of(StatsProvider.values())
            : List.of(
                one(
                    PROVIDER,
                    words.get(PROVIDER),
                    providers(),
                    StatsProvider.values(),
                    StatsProvider::word));
    var filter =
        new StatsFilter(
            target,
            Optional.of(providers.stream().map(provider -> new Request(provider, names)).toList()),
            Optional.empty());
    statistics.results(filter).forEach(result -> show(target, result, out));
  }

  private static String[] split(String names) {
    return Arrays.stream(names.split(",", -1)).distinct().toArray(String[]::new);
  }

  private static <T> T one(
      String what, String word, List<String> words, T[] values, Function<T, String> name)
      throws HumanError {
    return Arrays.stream(values)
        .filter(value -> name.apply(value).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new HumanError(
                    "stats: there is no %s %s; say %s\nTry 'help info stats'"
                        .formatted(what, Wording.quoted(word), String.join(", ", words))));
  }

  private void show(StatsTarget target, StatsResult result, Printer out) {
    Map<String, MetricDescription> known =
        statistics.schemas(Optional.of(result.provider())).stream()
            .filter(schema -> schema.target() == target)
            .flatMap(schema -> schema.stats().stream())
            .collect(
                Collectors.toMap(MetricDescription::name, metric -> metric, (first, _) -> first));
    out.line("provider: " + result.provider().word());
    if (result.provider() == StatsProvider.BACKPLANE) {
      out.line("  qom-path: " + result.path());
    }
    result
        .stats()
        .forEach(stat -> out.line(line(stat, Optional.ofNullable(known.get(stat.name())))));
  }

  private static String line(Stat stat, Optional<MetricDescription> known) {
    String kind =
        known
            .map(
                metric ->
                    " ("
                        + StatsSchema.type(metric)
                        + (metric.unit() == Unit.NANOSECONDS ? ", ns" : "")
                        + ")")
            .orElse("");
    return "    " + stat.name() + kind + ": " + stat.value();
  }
}
