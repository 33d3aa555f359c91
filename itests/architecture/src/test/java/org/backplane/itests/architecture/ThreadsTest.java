package org.backplane.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Threads of code that can be exchanged are made by the one class that lets them forget it. */
class ThreadsTest {

  /** {@code linux} is never exchanged, and knows nobody; {@code tck} is not shipped. */
  private static final Set<String> EXEMPT_BUNDLES = Set.of("linux", "tck");

  /** The second keeps the process alive, which no other thread may do. */
  private static final Set<String> EXEMPT_CLASSES =
      Set.of("org.backplane.api.thread.WorkerThread", "org.backplane.cli.CommandLine");

  private static final Set<String> MAKERS =
      Set.of("ofPlatform", "ofVirtual", "startVirtualThread", "<init>");

  @Test
  void areMadeInOnePlace() throws IOException {
    List<String> makers =
        Bundles.compiled().entrySet().stream()
            .filter(bundle -> !EXEMPT_BUNDLES.contains(bundle.getKey()))
            .map(Map.Entry::getValue)
            .flatMap(JavaClasses::stream)
            .filter(maker -> !EXEMPT_CLASSES.contains(maker.getName()))
            .flatMap(ThreadsTest::threads)
            .map(JavaCodeUnitAccess::getDescription)
            .toList();

    assertThat(makers).as("use WorkerThread").isEmpty();
  }

  private static Stream<? extends JavaCodeUnitAccess<?>> threads(JavaClass maker) {
    return Stream.concat(
            maker.getMethodCallsFromSelf().stream(), maker.getConstructorCallsFromSelf().stream())
        .filter(call -> call.getTargetOwner().isEquivalentTo(Thread.class))
        .filter(call -> MAKERS.contains(call.getName()));
  }
}
