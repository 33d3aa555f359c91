package org.backplane.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a bundle is called.
 *
 * @param name its symbolic name
 * @param version its version
 */
record BundleIdentity(String name, Version version) {

  private static final Logger LOG = LoggerFactory.getLogger(BundleIdentity.class);

  /** Looks into a jar; empty when it is no bundle, or no jar. */
  static Optional<BundleIdentity> of(Path jar) {
    if (!Files.exists(jar)) {
      return Optional.empty();
    }
    try (var file = new JarFile(jar.toFile())) {
      var manifest = file.getManifest();
      if (manifest == null) {
        return Optional.empty();
      }
      String name = manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
      String version = manifest.getMainAttributes().getValue(Constants.BUNDLE_VERSION);
      return name == null
          ? Optional.empty()
          : Optional.of(
              new BundleIdentity(name.split(";", 2)[0].strip(), Version.parseVersion(version)));
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} is not a readable bundle: {}", jar, e.getMessage());
      return Optional.empty();
    }
  }
}
