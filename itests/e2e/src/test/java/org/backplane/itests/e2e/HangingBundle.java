package org.backplane.itests.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A bundle of somebody else whose type {@code hanging} hangs where it is told, compiled against the
 * API of an installation. The benchmarks, which have it too, know how it is packed.
 */
final class HangingBundle {

  private HangingBundle() {}

  /** Makes the jar, which is not deployed yet. */
  static Path make(Installation installation) throws IOException, InterruptedException {
    Path script = Path.of(System.getProperty("backplane.benchmarks"), "hanging", "pack");
    Path api = installation.bundle("org.backplane.api");
    Path jar = installation.scratch("hanging.jar");
    var pack = new ProcessBuilder(script.toString(), api.toString(), jar.toString()).inheritIO();
    pack.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = pack.start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("cannot pack " + jar);
    }
    return jar;
  }
}
