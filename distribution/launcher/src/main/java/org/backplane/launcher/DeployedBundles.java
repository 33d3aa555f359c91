package org.backplane.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator has dropped into the deploy folder before the start: it wins over what came with
 * the product, unless it is older or the built-in bundle belongs to the board.
 */
final class DeployedBundles {

  private static final Logger LOG = LoggerFactory.getLogger(DeployedBundles.class);

  private record Deployed(Version version, Path jar) {}

  private final Map<String, Deployed> byName = new HashMap<>();

  private DeployedBundles() {}

  /**
   * Looks into each jar of a folder; what is no bundle is left to the watcher to complain about.
   */
  static DeployedBundles in(Path folder) throws StartException {
    var deployed = new DeployedBundles();
    for (Path jar : Distribution.list(folder, ".jar")) {
      BundleIdentity.of(jar).ifPresent(found -> deployed.add(found, jar));
    }
    return deployed;
  }

  /** Of two versions the newer one counts. */
  private void add(BundleIdentity found, Path jar) {
    byName.merge(
        found.name(),
        new Deployed(found.version(), jar),
        (one, other) -> one.version().compareTo(other.version()) >= 0 ? one : other);
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return byName.isEmpty();
  }

  /**
   * Whether the operator's own bundle takes the place of a built-in one; tells if not.
   *
   * @param jar the built-in bundle
   * @param board whether it belongs to the board
   */
  boolean replaces(Path jar, boolean board) {
    // Most hosts have none: no jar is opened then.
    if (byName.isEmpty()) {
      return false;
    }
    return BundleIdentity.of(jar)
        .filter(builtIn -> byName.containsKey(builtIn.name()))
        .map(builtIn -> replaces(builtIn, board))
        .orElse(false);
  }

  private boolean replaces(BundleIdentity builtIn, boolean board) {
    Deployed own = Objects.requireNonNull(byName.get(builtIn.name()));
    if (board) {
      LOG.error(
          "{} is not used: {} belongs to the board, which cannot be exchanged; take the jar away",
          own.jar(),
          builtIn.name());
      return false;
    }
    if (own.version().compareTo(builtIn.version()) < 0) {
      LOG.warn(
          "{} is not used: its {} {} is older than the built-in {}; take the jar away",
          own.jar(),
          builtIn.name(),
          own.version(),
          builtIn.version());
      return false;
    }
    LOG.info(
        "{} {} from {} takes the place of the built-in {}",
        builtIn.name(),
        own.version(),
        own.jar(),
        builtIn.version());
    return true;
  }
}
