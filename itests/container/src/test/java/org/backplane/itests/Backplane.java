package org.backplane.itests;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.vmOption;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The container as shipped: every bundle of the built distribution, in one place. */
final class Backplane {

  static final String DISTRIBUTION = "backplane.distribution";
  static final String EXAMPLE = "backplane.example";

  private static final String LOGGING = "backplane.logging";

  /** The deploy watcher would install what a test installs itself. */
  private static final List<String> LEFT_OUT = List.of("org.apache.felix.fileinstall");

  private Backplane() {}

  static Option[] asShipped() {
    Option[] bundles =
        jars().stream().map(jar -> (Option) bundle(jar.toUri().toString())).toArray(Option[]::new);
    return new Option[] {
      bundle(Path.of(System.getProperty(LOGGING)).toUri().toString()),
      junitBundles(),
      composite(bundles),
      systemProperty("pax.exam.osgi.unresolved.fail").value("true"),
      systemProperty(DISTRIBUTION).value(distribution().toString()),
      systemProperty(HeapDump.FOLDER).value(System.getProperty(HeapDump.FOLDER, "target/dumps")),
      systemProperty(EXAMPLE).value(System.getProperty(EXAMPLE, "")),
      systemProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"),
      frameworkProperty("org.osgi.framework.bootdelegation").value("jdk.jfr.internal.event"),
      vmOption("--enable-native-access=ALL-UNNAMED"),
      vmOption("--sun-misc-unsafe-memory-access=allow"),
      vmOption("-XX:+UseSerialGC"),
    };
  }

  static Path distribution() {
    return Path.of(System.getProperty(DISTRIBUTION)).toAbsolutePath().normalize();
  }

  private static List<Path> jars() {
    try (Stream<Path> files = Files.list(distribution().resolve("bundles"))) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> LEFT_OUT.stream().noneMatch(file.getFileName().toString()::startsWith))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("build the distribution first", e);
    }
  }
}
