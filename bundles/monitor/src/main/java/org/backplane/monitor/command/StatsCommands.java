package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.Shape;
import org.backplane.monitor.stats.Statistics;
import org.backplane.monitor.stats.StatsFilter;
import org.backplane.monitor.stats.StatsProvider;
import org.backplane.monitor.stats.StatsResult;
import org.backplane.monitor.stats.StatsSchema;
import org.backplane.monitor.stats.StatsTarget;

/** Commands that tell what is measured. */
public final class StatsCommands implements CommandGroup {

  private static final String QUERY = "query-stats";
  private static final String TARGET = "target";
  private static final String PROVIDERS = "providers";
  private static final String PROVIDER = "provider";
  private static final String NAMES = "names";
  private static final String VCPUS = "vcpus";
  private static final Shape TEXTS = new Shape.ListOf(TEXT);
  private static final Shape PROVIDER_WORDS =
      Form.words(StatsProvider.class, StatsProvider::word).shape();

  /** One of the providers asked. */
  private static final Signature REQUEST =
      Signature.of(
          QUERY + " " + PROVIDERS,
          "a provider's statistics",
          Argument.required(PROVIDER, PROVIDER_WORDS, "who counts"),
          Argument.optional(NAMES, TEXTS, "which statistics; all if left out"));

  private static final Argument ABOUT =
      Argument.required(
          TARGET, Form.words(StatsTarget.class, StatsTarget::word).shape(), "what they are about");
  private static final Argument WHOSE =
      Argument.optional(
          PROVIDERS, new Shape.ListOf(REQUEST.shape()), "whose; everybody's if left out");
  private static final Argument OF_CPUS =
      Argument.optional(VCPUS, TEXTS, "paths of CPUs; all if left out");

  private static final Signature OF_VCPU = Signature.of(QUERY, "", ABOUT, WHOSE, OF_CPUS);
  private static final Signature OF_OTHERS = Signature.of(QUERY, "", ABOUT, WHOSE);

  private final Statistics statistics;

  public StatsCommands(Statistics statistics) {
    this.statistics = statistics;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
            Signature.open(QUERY, "tells what is measured now", StatsCommands::shape, ABOUT, WHOSE),
            StatsResult.FORM.list(),
            arguments -> statistics.results(filter(arguments))),
        Command.query(
            Signature.of(
                "query-stats-schemas",
                "describes what query-stats tells",
                Argument.optional(PROVIDER, PROVIDER_WORDS, "whose; everybody's if left out")),
            StatsSchema.FORM.list(),
            arguments ->
                statistics.schemas(arguments.findText(PROVIDER).map(StatsCommands::provider))));
  }

  private static Shape shape() {
    return new Shape.Union(
        List.of(WHOSE.field()),
        TARGET,
        Arrays.stream(StatsTarget.values())
            .collect(
                Collectors.toMap(
                    StatsTarget::word,
                    target ->
                        target == StatsTarget.VCPU
                            ? Signature.fields(List.of(OF_CPUS))
                            : Shape.NOTHING)));
  }

  private static StatsFilter filter(Arguments arguments) throws BackplaneException {
    StatsTarget target = target(arguments.text(TARGET));
    Arguments checked =
        (target == StatsTarget.VCPU ? OF_VCPU : OF_OTHERS).check(arguments.without());
    return new StatsFilter(
        target,
        checked.find(PROVIDERS).isPresent()
            ? Optional.of(requests(checked.objects(PROVIDERS)))
            : Optional.empty(),
        checked.find(VCPUS).map(_ -> Set.copyOf(checked.texts(VCPUS))));
  }

  private static List<StatsFilter.Request> requests(List<Map<String, Object>> given)
      throws InvalidRequestException {
    var requests = new ArrayList<StatsFilter.Request>();
    for (Map<String, Object> members : given) {
      Arguments request = REQUEST.check(members);
      requests.add(
          new StatsFilter.Request(
              provider(request.text(PROVIDER)),
              request.find(NAMES).map(_ -> Set.copyOf(request.texts(NAMES)))));
    }
    return requests;
  }

  private static StatsTarget target(String word) {
    return Arrays.stream(StatsTarget.values())
        .filter(target -> target.word().equals(word))
        .findFirst()
        .orElseThrow();
  }

  private static StatsProvider provider(String word) {
    return Arrays.stream(StatsProvider.values())
        .filter(provider -> provider.word().equals(word))
        .findFirst()
        .orElseThrow();
  }
}
