package org.backplane.chardev;

import java.time.Duration;

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
}
