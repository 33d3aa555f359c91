package org.backplane.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Tells the start script of a detached host that the host is up. The script waits at the other end
 * of a pipe that {@code -Dbackplane.ready} names; after that nobody reads this process's messages.
 */
final class Readiness {

  private Readiness() {}

  /**
   * Does nothing unless a script waits.
   *
   * @throws StartException the script cannot be told, and would report a failure
   */
  static void tell() throws StartException {
    String pipe = System.clearProperty("backplane.ready");
    if (pipe == null || pipe.isEmpty()) {
      return;
    }
    try {
      Files.writeString(Path.of(pipe), "ready\n", StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StartException("cannot tell the start script that the host is up: " + e, e);
    }
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    System.setErr(nowhere);
    System.setOut(nowhere);
  }
}
