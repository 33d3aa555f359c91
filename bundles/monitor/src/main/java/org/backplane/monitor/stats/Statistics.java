package org.backplane.monitor.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.control.Gathered;
import org.backplane.monitor.control.Present;
import org.backplane.monitor.stats.StatsResult.Stat;
import org.backplane.monitor.tree.Harts;

/** What is measured now, and what the types that are there would measure. */
public final class Statistics {

  private final ObjectRegistry registry;
  private final Present<MachineBuilder> builder;
  private final Gathered<Measured> measured;

  public Statistics(
      ObjectRegistry registry, Present<MachineBuilder> builder, Gathered<Measured> measured) {
    this.registry = registry;
    this.builder = builder;
    this.measured = measured;
  }

  /** What is asked for, in the order in which the things came. */
  public List<StatsResult> results(StatsFilter filter) {
    return measured.all().stream()
        .flatMap(
            thing ->
                StatsView.of(thing.target(), thing.type(), thing.parent()).stream()
                    .filter(view -> view.target() == filter.target())
                    .flatMap(view -> result(thing, view, filter).stream()))
        .toList();
  }

  private static Optional<StatsResult> result(Measured thing, StatsView view, StatsFilter filter) {
    if (!filter.wants(view.provider(), thing.path())) {
      return Optional.empty();
    }
    List<Stat> stats =
        thing.metrics().all().stream()
            .filter(metric -> view.shows(metric.description().name()))
            .filter(metric -> filter.wantsName(view.provider(), metric.description().name()))
            .flatMap(metric -> Stat.of(metric).stream())
            .toList();
    return Optional.of(new StatsResult(view.provider(), thing.path(), stats))
        .filter(_ -> view.showsEmpty() || !stats.isEmpty());
  }

  /**
   * What can be asked for.
   *
   * @param provider whose; empty for everybody's
   */
  public List<StatsSchema> schemas(Optional<StatsProvider> provider) {
    Map<Key, SequencedSet<MetricDescription>> known = new TreeMap<>(Key.ORDER);
    for (Kind kind : kinds()) {
      for (StatsView view : StatsView.of(kind.target(), kind.type(), kind.parent())) {
        var key = new Key(view.provider(), view.target());
        kind.metrics().stream()
            .filter(metric -> view.shows(metric.name()))
            .forEach(metric -> known.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(metric));
      }
    }
    var schemas = new ArrayList<StatsSchema>();
    known.forEach(
        (key, metrics) ->
            schemas.add(new StatsSchema(key.provider(), key.target(), List.copyOf(metrics))));
    return schemas.stream()
        .filter(schema -> provider.map(schema.provider()::equals).orElse(true))
        .toList();
  }

  private record Key(StatsProvider provider, StatsTarget target) {
    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::provider).thenComparing(Key::target);
  }

  private record Kind(
      Measured.Target target, String type, String parent, List<MetricDescription> metrics) {

    static Kind of(Measured.Target target, TypeDescription type) {
      return new Kind(target, type.name(), type.parent(), type.metrics());
    }
  }

  /** Of types, and of things that no type describes; sorted by type, so that the order stays. */
  private List<Kind> kinds() {
    Stream<Kind> objects =
        registry.types().stream().map(type -> Kind.of(target(type.container()), type));
    Stream<Kind> machines =
        types(MachineBuilder::machineTypes).map(type -> Kind.of(Measured.Target.VM, type));
    Stream<Kind> devices =
        types(MachineBuilder::deviceTypes)
            .map(
                type ->
                    Kind.of(
                        Harts.isCpu(type) ? Measured.Target.VCPU : Measured.Target.DEVICE, type));
    Stream<Kind> present =
        measured.all().stream()
            .map(it -> new Kind(it.target(), it.type(), it.parent(), it.descriptions()))
            .sorted(Comparator.comparing(Kind::type));
    return Stream.of(objects, machines, devices, present).flatMap(kinds -> kinds).toList();
  }

  private Stream<TypeDescription> types(Function<MachineBuilder, List<TypeDescription>> which) {
    return builder.find().stream().flatMap(present -> which.apply(present).stream());
  }

  private static Measured.Target target(Container container) {
    return switch (container) {
      case OBJECTS -> Measured.Target.OBJECT;
      case CHARDEVS -> Measured.Target.CHARDEV;
      case MACHINE -> Measured.Target.DEVICE;
    };
  }
}
