package org.backplane.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** The guard in a framework where a bundle has the watcher's name. */
class BoardGuardTest {

  @TempDir Path folder;

  private final BoardGuard guard = new BoardGuard();

  @SuppressWarnings("NullAway.Init")
  private Felix framework;

  @SuppressWarnings("NullAway.Init")
  private BundleContext watcher;

  @BeforeEach
  void start() throws Exception {
    framework = new Felix(Map.of("org.osgi.framework.storage", folder.resolve("cache").toString()));
    framework.start();
    guard.guard(framework.getBundleContext());
    Bundle bundle = install("org.apache.felix.fileinstall", "1.0.0");
    bundle.start();
    watcher = bundle.getBundleContext();
    guard.add(install("core", "1.0.0"), true);
    guard.add(install("rng", "1.0.0"), false);
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(10_000);
  }

  private Bundle install(String name, String version) throws IOException, BundleException {
    Path jar = folder.resolve(name + version + ".jar");
    TestDistribution.bundle(jar, name, version);
    return framework.getBundleContext().installBundle(jar.toUri().toString());
  }

  @Test
  void hidesTheBoardFromTheWatcherAlone() {
    assertThat(watcher.getBundles())
        .extracting(Bundle::getSymbolicName)
        .contains("rng")
        .doesNotContain("core");
    assertThat(framework.getBundleContext().getBundles())
        .extracting(Bundle::getSymbolicName)
        .contains("core");
  }

  @Test
  void letsNoOtherVersionOfTheBoardStart() throws Exception {
    Bundle newer = install("core", "2.0.0");

    assertThatThrownBy(newer::start).isInstanceOf(BundleException.class);
    assertThat(newer.getState()).isEqualTo(Bundle.INSTALLED);
  }

  @Test
  void refusesTheSameVersionOfTheBoard() throws Exception {
    Path jar = folder.resolve("again.jar");
    TestDistribution.bundle(jar, "core", "1.0.0");
    String location = jar.toUri().toString();

    assertThatThrownBy(() -> watcher.installBundle(location)).isInstanceOf(BundleException.class);
  }

  @Test
  void letsOnlyNewerVersionsOfOthersStart() throws Exception {
    Bundle older = install("rng", "0.9.0");
    Bundle newer = install("rng", "1.1.0");
    newer.start();

    assertThatThrownBy(older::start).isInstanceOf(BundleException.class);
    assertThat(newer.getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void letsTheBoardItselfStart() throws Exception {
    Bundle core = framework.getBundleContext().getBundle(2);
    core.start();

    assertThat(core.getState()).isEqualTo(Bundle.ACTIVE);
  }
}
