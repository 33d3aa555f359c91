package org.backplane.itests;

import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.Measured.Target;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.monitor.Monitors;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The reference page of metrics is what types and things say of themselves. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MetricsReferenceIT {

  private static final String PAGE = "docs/reference/metrics.md";

  private static final Collector<TypeDescription, ?, TreeMap<String, List<MetricDescription>>>
      BY_TYPE =
          Collectors.toMap(
              TypeDescription::name, TypeDescription::metrics, (one, _) -> one, TreeMap::new);

  @Inject private BundleContext context;
  @Inject private ObjectRegistry registry;
  @Inject private MachineBuilder builder;
  @Inject private Monitors monitors;

  @Configuration
  public Option[] config() {
    return Backplane.asShipped();
  }

  @Test
  public void thePageIsCurrent() throws Exception {
    Await.until("all types", () -> registry.types().stream().anyMatch(this::isLast));
    Path project = Backplane.distribution().resolve("../../..").normalize();
    Path made = Files.writeString(project.resolve("itests/container/target/metrics.md"), page());
    Path page = project.resolve(PAGE);
    assertEquals(
        "it is out of date: replace it by " + made,
        Files.readString(made),
        Files.exists(page) ? Files.readString(page) : "");
  }

  /** The last one that a host as shipped offers. */
  private boolean isLast(TypeDescription type) {
    return type.name().equals("thread-context");
  }

  private String page() throws Exception {
    var out = new StringBuilder();
    out.append("# Metrics by type\n\n");
    out.append("Made from what types and things say of themselves; a test keeps it current.\n\n");
    out.append("## Every object and character device\n\n");
    table(out, common());
    out.append("\n## Backends and character devices\n");
    tables(out, registry.types().stream().collect(BY_TYPE));
    out.append("\n## Machines and devices\n");
    var board = described(Target.VM, Target.VCPU, Target.DEVICE);
    Stream.of(builder.machineTypes(), builder.deviceTypes())
        .flatMap(List::stream)
        .forEach(type -> board.put(type.name(), type.metrics()));
    tables(out, board);
    out.append("\n## Monitors\n");
    tables(out, described(Target.MONITOR));
    return out.toString();
  }

  /** What things measure that no type stands for, such as a hart, while a machine runs. */
  private SortedMap<String, List<MetricDescription>> described(Target... targets) throws Exception {
    add(Container.OBJECTS, "rng-builtin", "rng0");
    add(Container.CHARDEVS, "null", "mon0");
    try (var _ = new Guest(context, registry, builder, "rng0", "rng-loop");
        var _ = monitors.open("mon0", Monitors.Mode.CONTROL, false)) {
      return measured().stream()
          .filter(thing -> List.of(targets).contains(thing.target()))
          .collect(
              Collectors.toMap(
                  Measured::type, Measured::descriptions, (one, _) -> one, TreeMap::new));
    } finally {
      registry.remove(ObjectPath.chardev("mon0"));
      registry.remove(ObjectPath.object("rng0"));
    }
  }

  /** What an object measures that its type does not speak of. */
  private List<MetricDescription> common() throws Exception {
    add(Container.OBJECTS, "rng-builtin", "any");
    try {
      List<MetricDescription> own =
          registry.types().stream()
              .filter(type -> type.name().equals("rng-builtin"))
              .flatMap(type -> type.metrics().stream())
              .toList();
      for (Measured measured : measured()) {
        if (measured.path().equals("/objects/any")) {
          return measured.descriptions().stream().filter(d -> !own.contains(d)).toList();
        }
      }
      throw new AssertionError("the object is not measured");
    } finally {
      registry.remove(ObjectPath.object("any"));
    }
  }

  private void add(Container container, String type, String id) throws Exception {
    registry.add(
        new ObjectRequest(container, type, id, Options.ofWords(Dialect.COMMAND_LINE, Map.of())));
  }

  private List<Measured> measured() throws Exception {
    var all = new ArrayList<Measured>();
    for (ServiceReference<Measured> reference :
        context.getServiceReferences(Measured.class, null)) {
      all.add(context.getService(reference));
    }
    return all;
  }

  private static void tables(StringBuilder out, SortedMap<String, List<MetricDescription>> byType) {
    byType.forEach(
        (type, metrics) -> {
          if (!metrics.isEmpty()) {
            out.append("\n### `").append(type).append("`\n\n");
            table(out, metrics);
          }
        });
  }

  private static void table(StringBuilder out, List<MetricDescription> metrics) {
    out.append("| metric | kind | unit | what it is |\n|---|---|---|---|\n");
    for (MetricDescription metric : metrics) {
      out.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  metric.name(),
                  metric.kind().name().toLowerCase(Locale.ROOT),
                  metric.unit().name().toLowerCase(Locale.ROOT),
                  metric.summary()));
    }
  }
}
