package org.backplane.rng;

import java.time.Duration;

/** Pauses between attempts in vain, each twice as long as the one before. For use by one thread. */
final class Backoff {

  private final Duration first;
  private final Duration longest;
  private Duration next;

  Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /** How long to pause now. */
  Duration next() {
    Duration now = next;
    Duration twice = now.multipliedBy(2);
    next = twice.compareTo(longest) < 0 ? twice : longest;
    return now;
  }

  /** An attempt succeeded. */
  void reset() {
    next = first;
  }
}
