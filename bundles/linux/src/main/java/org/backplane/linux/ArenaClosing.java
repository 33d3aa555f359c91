package org.backplane.linux;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes a shared arena. The JDK refuses while an I/O call of its own works on a buffer of the
 * arena; such calls are short, so the close waits a little, and gives up with a clear message when
 * one does not end.
 */
final class ArenaClosing {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long PAUSE_NANOS = 1_000_000;

  private ArenaClosing() {}

  /** Closes the arena unless it is closed already. */
  static void close(Arena arena) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = false;
    try {
      while (arena.scope().isAlive() && !tryClose(arena)) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException(
              "the mapping is still in use by an I/O call without a hold");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
        interrupted |= Thread.interrupted(); // or the next park would not park
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean tryClose(Arena arena) {
    try {
      arena.close();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
