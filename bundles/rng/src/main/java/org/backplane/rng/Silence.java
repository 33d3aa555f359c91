package org.backplane.rng;

import java.time.Duration;

/**
 * For how long a server that owes bytes may send none. A server may have to gather what it sends,
 * so each time that the patience was in vain it is doubled, until a byte comes. Not safe for use by
 * several threads.
 */
final class Silence {

  private static final int MOST_DOUBLINGS = 6;

  private final Duration first;
  private int doublings;
  private long sinceNanos = System.nanoTime();

  /**
   * @param first how long at first
   */
  Silence(Duration first) {
    this.first = first;
  }

  /** It begins now: a question was asked, or another server is there. */
  void begin() {
    sinceNanos = System.nanoTime();
  }

  /** A byte came. */
  void endWithAByte() {
    doublings = 0;
    begin();
  }

  /** It lasted too long; the next one may last longer. */
  void endInVain() {
    doublings = Math.min(doublings + 1, MOST_DOUBLINGS);
    begin();
  }

  /** Whether nothing has come since the last byte that was too long in coming. */
  boolean isRepeated() {
    return doublings > 0;
  }

  Duration patience() {
    return first.multipliedBy(1L << doublings);
  }

  /** Nanoseconds until it has lasted too long; negative when it has. */
  long leftNanos() {
    return sinceNanos + patience().toNanos() - System.nanoTime();
  }
}
