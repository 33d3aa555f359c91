package org.backplane.linux;

import java.util.Optional;

/**
 * A write lease on an open file, fcntl(2). The kernel gives it only while no other open file, in
 * this process or another, leads to the same content, and a mapping counts as its open file. While
 * it lasts, whoever opens the file waits.
 */
final class WriteLease {
  private WriteLease() {}

  /** Empty when the kernel does not give it, for whatever reason. */
  static Optional<Hold> of(FileDescriptor file) {
    Hold open = file.hold();
    boolean given = false;
    try {
      given = PlatformCall.run("backplane-lease", () -> take(file.number()));
    } catch (LinuxException e) {
      throw new IllegalStateException(e); // refusals are told by the value
    } finally {
      if (!given) {
        open.close();
      }
    }
    return given ? Optional.of(new Hold(() -> end(file.number(), open))) : Optional.empty();
  }

  // Somebody who waits is announced by a signal. The usual one would end the process; this one is
  // ignored by default.
  private static boolean take(int number) {
    return LibC.fcntl(number, LibC.F_SETSIG, LibC.SIGURG) == 0
        && LibC.fcntl(number, LibC.F_SETLEASE, LibC.F_WRLCK) == 0;
  }

  private static void end(int number, Hold open) {
    try (open) {
      LibC.fcntl(number, LibC.F_SETLEASE, LibC.F_UNLCK);
    }
  }
}
