package org.backplane.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the start script of a detached host that the host is up. The script waits at the other end
 * of a pipe that {@code -Dbackplane.ready} names; after that nobody reads this process's messages.
 */
final class Readiness {

  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

  private Readiness() {}

  /** Does nothing unless a script waits. */
  static void tell() {
    String pipe = System.clearProperty("backplane.ready");
    if (pipe == null || pipe.isEmpty()) {
      return;
    }
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    System.setErr(nowhere);
    System.setOut(nowhere);
    try {
      Files.writeString(Path.of(pipe), "ready\n", StandardOpenOption.WRITE);
    } catch (IOException e) {
      LOG.error("cannot tell the start script that the host is up", e);
    }
  }
}
