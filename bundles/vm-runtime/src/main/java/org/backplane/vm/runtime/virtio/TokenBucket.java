package org.backplane.vm.runtime.virtio;

import java.util.concurrent.TimeUnit;

/**
 * Tokens that come at a steady rate and may be saved up to a limit. Exact: over any time no token
 * more and none less than the rate gives, fractions included. Times are nanoseconds on a clock that
 * never goes back. Not safe for use by several threads.
 */
final class TokenBucket {

  /** Highest rate, in tokens per second: what a second's nanoseconds times it still fits. */
  static final long MAX_RATE = 1L << 33;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_WAIT_SECONDS = Long.MAX_VALUE / SECOND - 1;

  private final long rate;
  private final long burst;
  private long tokens;
  private long fraction; // of a token, in parts of SECOND
  private long asOf;

  /**
   * Begins full.
   *
   * @param rate tokens per second, 1 to {@link #MAX_RATE}
   * @param burst how many can be saved up, 1 to 2^63-1
   * @param now the present time
   */
  TokenBucket(long rate, long burst, long now) {
    if (rate < 1 || rate > MAX_RATE || burst < 1) {
      throw new IllegalArgumentException("rate " + rate + ", burst " + burst);
    }
    this.rate = rate;
    this.burst = burst;
    this.tokens = burst;
    this.asOf = now;
  }

  /** How many tokens there are, 0 to the burst. */
  long available(long now) {
    long elapsed = now - asOf;
    if (elapsed > 0) {
      asOf = now;
      add(elapsed / SECOND, elapsed % SECOND);
    }
    return tokens;
  }

  private void add(long seconds, long nanos) {
    long room = burst - tokens;
    if (seconds > room / rate) {
      fillUp();
      return;
    }
    long left = room - seconds * rate;
    long part = nanos * rate + fraction;
    if (part / SECOND >= left) {
      fillUp();
    } else {
      tokens = burst - left + part / SECOND;
      fraction = part % SECOND;
    }
  }

  private void fillUp() {
    tokens = burst;
    fraction = 0;
  }

  /** Takes tokens out; what is not there is not owed either. */
  void take(long count, long now) {
    tokens = Math.max(0, available(now) - count);
  }

  /**
   * How long until there are that many tokens.
   *
   * @param count at most the burst
   * @return 0 when they are there
   */
  long nanosUntil(long count, long now) {
    long missing = Math.min(count, burst) - available(now);
    if (missing <= 0) {
      return 0;
    }
    long seconds = Math.min(missing / rate, LONGEST_WAIT_SECONDS);
    return seconds * SECOND + Math.ceilDiv(missing % rate * SECOND - fraction, rate);
  }
}
