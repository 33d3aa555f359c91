package org.backplane.vm.runtime;

import java.time.Duration;

/**
 * Leaves time between the resets that a guest asks for: one that does nothing else must not occupy
 * the control thread. For that thread alone.
 */
final class ResetPace {

  private final long intervalNanos;
  private boolean any;
  private long last;

  ResetPace(Duration interval) {
    this.intervalNanos = interval.toNanos();
  }

  /**
   * How long the next reset has to wait; zero when it may be done now.
   *
   * @param now as {@link System#nanoTime} counts
   */
  Duration pause(long now) {
    return any ? Duration.ofNanos(Math.max(0, intervalNanos - (now - last))) : Duration.ZERO;
  }

  /** A reset has been done. */
  void done(long now) {
    any = true;
    last = now;
  }
}
