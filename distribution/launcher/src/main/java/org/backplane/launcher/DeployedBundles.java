package org.backplane.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator has dropped into the deploy folder: it wins over what came with the product. */
final class DeployedBundles {

  private static final Logger LOG = LoggerFactory.getLogger(DeployedBundles.class);

  private final Map<String, Path> jarsByName;

  private DeployedBundles(Map<String, Path> jarsByName) {
    this.jarsByName = jarsByName;
  }

  /**
   * Looks into each jar of a folder; what is no bundle is left to the watcher to complain about.
   */
  static DeployedBundles in(Path folder) throws StartException {
    var names = new HashMap<String, Path>();
    for (Path jar : Distribution.list(folder, ".jar")) {
      String name = symbolicName(jar);
      if (!name.isEmpty()) {
        names.put(name, jar);
      }
    }
    return new DeployedBundles(names);
  }

  private static String symbolicName(Path jar) {
    try (var file = new JarFile(jar.toFile())) {
      var manifest = file.getManifest();
      String header =
          manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
      return header == null ? "" : header.split(";", 2)[0].strip();
    } catch (IOException e) {
      LOG.warn("{} is not a readable jar: {}", jar, e.getMessage());
      return "";
    }
  }

  /** Whether the operator's own bundle takes the place of the one of that symbolic name. */
  boolean replaces(String symbolicName) {
    Path jar = jarsByName.get(symbolicName);
    if (jar != null) {
      LOG.info("{} from {} takes the place of the built-in bundle", symbolicName, jar);
    }
    return jar != null;
  }
}
