package org.backplane.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where answers and complaints go.
 *
 * @param out answers that were asked for, such as help
 * @param err complaints
 */
record Console(PrintStream out, PrintStream err) {

  /**
   * The process's own streams. {@code System.out} may be redirected by the launcher, to keep what
   * libraries print away from a guest's console.
   */
  static Console ofProcess() {
    return new Console(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
        System.err);
  }

  /** One line about a failure. */
  void complain(String message) {
    err.println("backplane: " + message);
  }
}
