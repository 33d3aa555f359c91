package org.backplane.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the components' descriptors say of each other. */
class ComponentsTest {

  /**
   * A component as its descriptor tells.
   *
   * @param provides the services that it registers
   * @param needs the services that it cannot live without, and follows statically
   */
  private record Component(String name, Set<String> provides, Set<String> needs) {}

  private static final List<Component> COMPONENTS = new ArrayList<>();

  @BeforeAll
  static void readDescriptors() throws Exception {
    for (Path classes : Bundles.classFolders().values()) {
      Path folder = classes.resolve("OSGI-INF");
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.filter(f -> f.toString().endsWith(".xml")).toList()) {
            COMPONENTS.add(read(file));
          }
        }
      }
    }
  }

  @Test
  void thereAreComponents() {
    assertThat(COMPONENTS).hasSizeGreaterThan(5);
  }

  @Test
  void noCycleOfReferences() {
    Map<String, Set<String>> edges = new LinkedHashMap<>();
    for (Component user : COMPONENTS) {
      var targets = new TreeSet<String>();
      for (Component used : COMPONENTS) {
        if (user.needs().stream().anyMatch(used.provides()::contains)) {
          targets.add(used.name());
        }
      }
      edges.put(user.name(), targets);
    }
    edges.keySet().forEach(start -> follow(start, edges, new ArrayList<>(), new HashSet<>()));
  }

  private static void follow(
      String at, Map<String, Set<String>> edges, List<String> path, Set<String> done) {
    assertThat(path).as("a cycle of component references").doesNotContain(at);
    if (done.contains(at)) {
      return;
    }
    path.add(at);
    edges.getOrDefault(at, Set.of()).forEach(next -> follow(next, edges, path, done));
    path.removeLast();
    done.add(at);
  }

  @Test
  void eachComponentHasOnePublicConstructor() throws IOException {
    var several = new TreeSet<String>();
    var classes = Bundles.compiled();
    for (Component component : COMPONENTS) {
      classes.values().stream()
          .filter(bundle -> bundle.contain(component.name()))
          .map(bundle -> bundle.get(component.name()))
          .filter(
              type ->
                  type.getConstructors().stream()
                          .filter(
                              c ->
                                  c.getModifiers()
                                      .contains(
                                          com.tngtech.archunit.core.domain.JavaModifier.PUBLIC))
                          .count()
                      != 1)
          .forEach(type -> several.add(type.getName()));
    }
    assertThat(several).isEmpty();
  }

  private static Component read(Path file) throws Exception {
    Document document =
        DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder().parse(file.toFile());
    Element root = document.getDocumentElement();
    var provides = new HashSet<String>();
    each(root, "provide", element -> provides.add(element.getAttribute("interface")));
    var needs = new HashSet<String>();
    each(
        root,
        "reference",
        element -> {
          boolean optional = element.getAttribute("cardinality").startsWith("0");
          if (!optional) {
            needs.add(element.getAttribute("interface"));
          }
        });
    String implementation =
        ((Element) root.getElementsByTagName("implementation").item(0)).getAttribute("class");
    return new Component(implementation, provides, needs);
  }

  private static void each(Element root, String tag, java.util.function.Consumer<Element> use) {
    NodeList found = root.getElementsByTagName(tag);
    for (int i = 0; i < found.getLength(); i++) {
      use.accept((Element) found.item(i));
    }
  }
}
