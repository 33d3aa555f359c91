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
  private final Thread signal = new Thread(this::onSignal, "backplane-signal");

  private Launcher(Framework framework, RunDirectory run, Distribution distribution)
      throws StartException {
    var system = framework.getBundleContext();
    var bundles = new BundleStart(system, distribution, DeployedBundles.in(distribution.deploy()));
    List<Feature> features = FeatureFile.readAll(distribution.features());
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
  static void launch(Distribution distribution, String[] arguments) throws StartException {
    RunDirectory run = RunDirectory.create();
    try {
      var framework = new Felix(FrameworkSettings.of(distribution, run.folder()));
      framework.init();
      new Launcher(framework, run, distribution).start(arguments);
    } catch (BundleException e) {
      run.close();
      throw new StartException("the framework does not start: " + e.getMessage(), e);
    } catch (StartException e) {
      run.close();
      throw e;
    }
  }

  private void start(String[] arguments) throws BundleException, StartException {
    Runtime.getRuntime().addShutdownHook(signal);
    try {
      framework.start();
      sequence.begin();
      services.register(arguments, sequence::complete, Readiness::tell, this::onExit);
      if (!ending.begun() && !services.taken()) {
        throw new StartException("no bundle takes the command line; see the messages above");
      }
    } catch (BundleException | StartException e) {
      Runtime.getRuntime().removeShutdownHook(signal);
      ending.end(1);
      throw e;
    } catch (IllegalStateException e) {
      // A signal during the start takes the framework away from under it.
      if (!ending.begun()) {
        throw e;
      }
    }
  }

  /** A signal would end the process with 143, were it not halted with a status of its own. */
  private void onSignal() {
    if (!ending.complete()) {
      Runtime.getRuntime().halt(ending.end(0));
    }
  }

  /** Comes from a thread of the product, which must not wait for its own end. */
  private void onExit(int status) {
    Thread.ofPlatform().name("backplane-exit").start(() -> System.exit(ending.end(status)));
  }
}
