package org.backplane.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The layers of the house: each bundle and the packages that it may know besides its own. */
class WhoKnowsWhomTest {

  private static final List<String> EVERYBODY =
      List.of("java.", "org.osgi.annotation.", "org.jspecify.");
  private static final List<String> SERVICES = List.of("org.osgi.", "org.slf4j");
  private static final List<String> BACKEND =
      List.of("org.backplane.api", "org.backplane.linux", "org.osgi.", "org.slf4j");

  private static final Map<String, List<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("api", List.of("javax.net.ssl.")),
          Map.entry("linux", List.of("com.sun.jna", "org.slf4j")),
          Map.entry("json", List.of("tools.jackson.core")),
          Map.entry("core", with(SERVICES, "org.backplane.api", "org.backplane.json")),
          Map.entry("chardev", with(BACKEND, "javax.net.ssl.", "javax.security.auth.x500.")),
          Map.entry("hostmem", BACKEND),
          Map.entry("hostmem-epc", with(BACKEND, "org.backplane.hostmem")),
          Map.entry("hostmem-file", with(BACKEND, "org.backplane.hostmem")),
          Map.entry("hostmem-memfd", with(BACKEND, "org.backplane.hostmem")),
          Map.entry("hostmem-ram", with(BACKEND, "org.backplane.hostmem")),
          Map.entry("hostmem-shm", with(BACKEND, "org.backplane.hostmem")),
          Map.entry("rng", BACKEND),
          Map.entry("thread-context", BACKEND),
          Map.entry("vm-runtime", with(SERVICES, "org.backplane.api")),
          Map.entry("cpu-riscv", with(SERVICES, "org.backplane.api")),
          Map.entry("monitor", with(SERVICES, "org.backplane.api", "org.backplane.json")),
          Map.entry("faces", with(SERVICES, "org.backplane.api")),
          Map.entry("gdb", with(SERVICES, "org.backplane.api", "org.backplane.faces")),
          Map.entry(
              "health",
              with(
                  SERVICES, "org.backplane.api", "org.backplane.json", "org.apache.felix.hc.api.")),
          Map.entry("qtest", with(SERVICES, "org.backplane.api", "org.backplane.faces")),
          Map.entry("trace", with(SERVICES, "org.backplane.api", "jdk.jfr")),
          Map.entry(
              "metrics",
              with(
                  SERVICES,
                  "org.backplane.api",
                  "com.sun.net.httpserver.",
                  "com.sun.management.",
                  "javax.management.")),
          Map.entry(
              "security",
              with(
                  BACKEND,
                  "org.backplane.json",
                  "javax.net.ssl.",
                  "javax.crypto.",
                  "javax.security.auth.x500.")),
          Map.entry("cli", with(SERVICES, "org.backplane.api")),
          Map.entry(
              "tck",
              List.of("org.backplane.api", "org.junit", "org.assertj", "com.sun.management")));

  private static Map<String, JavaClasses> bundles;

  @BeforeAll
  static void readBundles() throws IOException {
    bundles = Bundles.compiled();
  }

  @Test
  void everyBundleHasItsRule() {
    assertThat(bundles.keySet()).isEqualTo(MAY_KNOW.keySet());
  }

  @TestFactory
  List<DynamicTest> eachKnowsOnlyWhatItMay() {
    return bundles.entrySet().stream()
        .map(
            bundle ->
                DynamicTest.dynamicTest(
                    bundle.getKey(), () -> check(bundle.getKey(), bundle.getValue())))
        .toList();
  }

  private static void check(String name, JavaClasses classes) {
    assertThat(classes).as("classes of " + name).isNotEmpty();
    var strangers = new TreeSet<String>();
    for (JavaClass known : classes) {
      for (Dependency dependency : known.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getName();
        if (!classes.contain(target) && !allowed(name, target)) {
          strangers.add(known.getName() + " -> " + target);
        }
      }
    }
    assertThat(strangers).as("what " + name + " must not know").isEmpty();
  }

  private static boolean allowed(String bundle, String target) {
    return !target.contains(".")
        || EVERYBODY.stream().anyMatch(target::startsWith)
        || MAY_KNOW.getOrDefault(bundle, List.of()).stream().anyMatch(target::startsWith);
  }

  private static List<String> with(List<String> base, String... more) {
    var all = new java.util.ArrayList<>(base);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }
}
