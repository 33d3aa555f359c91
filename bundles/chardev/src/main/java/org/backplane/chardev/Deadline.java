package org.backplane.chardev;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** A moment in the future by which something shall be done. */
record Deadline(long nanoTime) {

  /** As good as no deadline. */
  static final Duration LONGEST = Duration.ofDays(365);

  static Deadline in(Duration time) {
    Duration bounded = time.compareTo(LONGEST) > 0 ? LONGEST : time;
    return new Deadline(System.nanoTime() + bounded.toNanos());
  }

  /** Zero or less when it has passed. */
  Duration left() {
    return Duration.ofNanos(nanoTime - System.nanoTime());
  }

  boolean passed() {
    return !left().isPositive();
  }

  /**
   * Waits for one's turn to write a message. An interrupt does not end that.
   *
   * @return whether there was one, which is the caller's to restore
   * @throws InterruptedIOException it did not come before this passed; interrupted again if need be
   */
  boolean lock(Lock turn) throws InterruptedIOException {
    boolean interrupted = false;
    while (true) {
      try {
        if (turn.tryLock(left().toNanos(), TimeUnit.NANOSECONDS)) {
          return interrupted;
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        throw new InterruptedIOException("another message did not end before the deadline");
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
  }
}
