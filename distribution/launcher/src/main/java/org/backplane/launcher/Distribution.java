package org.backplane.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folders of an unpacked distribution.
 *
 * @param home the folder that holds {@code bin}, {@code lib}, {@code bundles} and the others
 */
record Distribution(Path home) {

  /** The system property that names the home folder; bundles read it too. */
  static final String HOME = "backplane.home";

  /**
   * The distribution named by {@link #HOME}.
   *
   * @throws StartException the property is missing or names no distribution
   */
  static Distribution locate() throws StartException {
    String home = System.getProperty(HOME, "");
    var distribution = new Distribution(Path.of(home).toAbsolutePath().normalize());
    if (home.isEmpty() || !Files.isDirectory(distribution.features())) {
      throw new StartException(
          "no distribution at '%s'; start it with bin/backplane, or give -D%s=FOLDER"
              .formatted(home, HOME));
    }
    return distribution;
  }

  /** Feature files: which bundles there are. */
  Path features() {
    return home.resolve("features");
  }

  /** Bundles that came with the distribution. */
  Path bundles() {
    return home.resolve("bundles");
  }

  /** Bundles that an operator drops in, while the host runs or before. */
  Path deploy() {
    return home.resolve("deploy");
  }

  /** Configurations that survive a restart. */
  Path etc() {
    return home.resolve("etc");
  }

  /** The jar of a feature's bundle. */
  Path jar(Feature.Coordinates coordinates) {
    return bundles().resolve(coordinates.fileName());
  }

  /** Whether an operator has put anything into {@link #deploy} or {@link #etc}. */
  boolean isCustomised() throws StartException {
    return !list(deploy(), ".jar").isEmpty() || !list(etc(), ".cfg").isEmpty();
  }

  /** The files of a folder with a given ending, sorted by name; empty when there is no folder. */
  static List<Path> list(Path folder, String ending) throws StartException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new StartException("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }
}
