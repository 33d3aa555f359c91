package org.backplane.itests;

import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.inject.Inject;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.MetricDescription;
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

/** The reference page of metrics is what the types say. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MetricsReferenceIT {

  private static final String PAGE = "docs/reference/metrics.md";

  @Inject private BundleContext context;
  @Inject private ObjectRegistry registry;

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
    out.append("Made from the types' own descriptions; a test keeps it current.\n\n");
    out.append("## Every object and character device\n\n");
    table(out, common());
    registry.types().stream()
        .filter(type -> !type.metrics().isEmpty())
        .sorted(Comparator.comparing(TypeDescription::name))
        .forEach(
            type -> {
              out.append("\n## `").append(type.name()).append("`\n\n");
              table(out, type.metrics());
            });
    return out.toString();
  }

  /** What an object measures that its type does not speak of. */
  private List<MetricDescription> common() throws Exception {
    registry.add(
        new ObjectRequest(
            Container.OBJECTS,
            "rng-builtin",
            "any",
            Options.ofWords(Dialect.COMMAND_LINE, Map.of())));
    try {
      List<MetricDescription> own =
          registry.types().stream()
              .filter(type -> type.name().equals("rng-builtin"))
              .flatMap(type -> type.metrics().stream())
              .toList();
      for (ServiceReference<Measured> reference :
          context.getServiceReferences(Measured.class, null)) {
        Measured measured = context.getService(reference);
        if (measured.path().equals("/objects/any")) {
          return measured.descriptions().stream().filter(d -> !own.contains(d)).toList();
        }
      }
      throw new AssertionError("the object is not measured");
    } finally {
      registry.remove(ObjectPath.object("any"));
    }
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
