package org.backplane.launcher;

import java.time.Duration;
import java.util.List;
import org.apache.felix.framework.Felix;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;

/** One run: a framework with the distribution's bundles, from its start to the process's end. */
final class Launcher {

  private static final Duration STOP_DEADLINE =
      Duration.ofSeconds(Integer.getInteger("backplane.stop.seconds", 10));

  private final Framework framework;
  private final StartSequence sequence;
  private final LaunchServices services;
  private final Ending ending;

  private Launcher(Framework framework, RunDirectory run, Distribution distribution)
      throws StartException {
    var system = framework.getBundleContext();
    var guard = new BoardGuard();
    guard.guard(system);
    var deployed = DeployedBundles.in(distribution.deploy());
    var bundles = new BundleStart(system, distribution, deployed, guard);
    List<Feature> features = FeatureFile.readAll(distribution.features());
    bundles.announce(features);
    this.framework = framework;
    this.sequence = new StartSequence(bundles, features, distribution.isCustomised(), run::sweep);
    this.services = new LaunchServices(system);
    this.ending = new Ending(framework, sequence, services, run, STOP_DEADLINE);
  }

  /**
   * Starts the framework and its first bundles; the product goes on by itself from there.
   *
   * @throws StartException nothing was started, or nothing that reads the command line
   */
  static void launch(Distribution distribution, String[] arguments, SignalHook signal)
      throws StartException {
    RunDirectory run = RunDirectory.create();
    try {
      var framework = new Felix(FrameworkSettings.of(distribution, run.folder()));
      framework.init();
      var launcher = new Launcher(framework, run, distribution);
      signal.prepared(launcher.ending);
      launcher.start(arguments);
    } catch (BundleException e) {
      run.close();
      throw new StartException("the framework does not start: " + e.getMessage(), e);
    } catch (StartException e) {
      run.close();
      throw e;
    }
  }

  private void start(String[] arguments) throws BundleException, StartException {
    try {
      framework.start();
      sequence.begin();
      services.register(arguments, sequence::complete, this::onReady, this::onExit);
      if (!ending.begun() && !services.taken()) {
        throw new StartException("no bundle takes the command line; see the messages above");
      }
    } catch (BundleException | StartException e) {
      ending.end(1);
      throw e;
    } catch (IllegalStateException e) {
      // A signal during the start takes the framework away from under it.
      if (!ending.begun()) {
        throw e;
      }
    }
  }

  private void onReady() {
    try {
      Readiness.tell();
    } catch (StartException e) {
      System.err.println("backplane: " + e.getMessage());
      onExit(1);
    }
  }

  /** Comes from a thread of the product, which must not wait for its own end. */
  private void onExit(int status) {
    ending.begin(status);
    Thread.ofPlatform().name("backplane-exit").start(() -> System.exit(ending.end(status)));
  }
}
