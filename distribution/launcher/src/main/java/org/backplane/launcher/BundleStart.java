package org.backplane.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs features' bundles and starts them. One bundle's failure stops none of the others. */
final class BundleStart {

  private static final Logger LOG = LoggerFactory.getLogger(BundleStart.class);

  private final BundleContext system;
  private final Distribution distribution;
  private final DeployedBundles deployed;
  private final BoardGuard guard;
  private volatile boolean abandoned;

  BundleStart(
      BundleContext system, Distribution distribution, DeployedBundles deployed, BoardGuard guard) {
    this.system = system;
    this.distribution = distribution;
    this.deployed = deployed;
    this.guard = guard;
  }

  /** Tells the guard which bundles will come, when an operator's own ones may come before them. */
  void announce(List<Feature> features) {
    if (deployed.isEmpty()) {
      return;
    }
    for (Feature feature : features) {
      if (!feature.board()) {
        for (Feature.Coordinates bundle : feature.bundles()) {
          BundleIdentity.of(distribution.jar(bundle)).ifPresent(guard::expect);
        }
      }
    }
  }

  /** Installs all bundles first, so that they resolve in any order, then starts them. */
  void start(List<Feature> features) {
    var installed = new ArrayList<Bundle>();
    for (Feature feature : features) {
      for (Feature.Coordinates bundle : feature.bundles()) {
        Path jar = distribution.jar(bundle);
        if (!abandoned && !deployed.replaces(jar, feature.board())) {
          install(jar, feature.board(), installed);
        }
      }
    }
    installed.forEach(this::start);
  }

  private void install(Path jar, boolean board, List<Bundle> installed) {
    try {
      if (!Files.isReadable(jar)) {
        throw new BundleException("no such file");
      }
      // By reference: the framework reads the distribution's jar in place, and no copy is made.
      Bundle bundle = system.installBundle("reference:" + jar.toUri());
      guard.add(bundle, board);
      installed.add(bundle);
    } catch (BundleException | IllegalStateException e) {
      LOG.error("cannot install {}: {}", jar, e.getMessage());
    }
  }

  private void start(Bundle bundle) {
    if (abandoned || bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null) {
      return;
    }
    try {
      bundle.start(Bundle.START_ACTIVATION_POLICY);
    } catch (BundleException | IllegalStateException e) {
      LOG.error("cannot start bundle {}: {}", bundle.getSymbolicName(), e.getMessage(), e);
    }
  }

  /** Lets go: a host that ends while it starts needs no further bundles. */
  void abandon() {
    abandoned = true;
  }
}
