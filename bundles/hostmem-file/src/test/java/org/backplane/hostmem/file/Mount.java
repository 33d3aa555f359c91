package org.backplane.hostmem.file;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A file system of its own in a folder, until closed. */
record Mount(Path folder) implements AutoCloseable {

  /** Skips the test where this process may not mount. */
  static Mount make(Path folder, String type, String options) throws IOException {
    String refusal = run("mount", "-t", type, "-o", options, "backplane-test", folder.toString());
    assumeTrue(refusal.isEmpty(), () -> "this process may not mount a " + type + ": " + refusal);
    return new Mount(folder);
  }

  @Override
  public void close() throws IOException {
    String refusal = run("umount", folder.toString());
    if (!refusal.isEmpty()) {
      throw new AssertionError(refusal);
    }
  }

  /** What the command complained of; empty when it worked. */
  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // Its output has ended, and so has it, or is about to.
    return process.onExit().join().exitValue() == 0 ? "" : command[0] + " failed: " + said;
  }
}
