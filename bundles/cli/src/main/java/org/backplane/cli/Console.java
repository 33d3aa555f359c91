package org.backplane.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where answers and complaints go.
 *
 * @param out answers that were asked for, such as help
 * @param err complaints, and what a start is busy with
 * @param terminal whether a person reads {@code err} as it comes
 */
record Console(PrintStream out, PrintStream err, boolean terminal) {

  private static final Path IN = Path.of("/proc/self/fd/0");
  private static final Path ERR = Path.of("/proc/self/fd/2");
  private static final List<Path> TERMINALS =
      List.of(Path.of("/dev/pts"), Path.of("/dev/console"), Path.of("/dev/tty"));

  /**
   * The process's own streams. {@code System.out} may be redirected by the launcher, to keep what
   * libraries print away from a guest's console.
   */
  static Console ofProcess() {
    return new Console(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
        System.err,
        isTerminal(ERR));
  }

  /** Whether a person types at standard input, too. */
  boolean keyboard() {
    return terminal && isTerminal(IN);
  }

  private static boolean isTerminal(Path descriptor) {
    try {
      Path target = Files.readSymbolicLink(descriptor);
      return TERMINALS.stream().anyMatch(target::startsWith)
          || target.toString().matches("/dev/tty\\w+");
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  /** One line about an end that somebody asked for, below what a guest has left on the screen. */
  void sayEnd(String message) {
    err.println((terminal ? System.lineSeparator() : "") + "backplane: " + message);
  }

  /** One line about a failure. */
  void complain(String message) {
    err.println("backplane: " + message);
  }
}
