package org.backplane.vm.runtime.virtio;

import java.time.Duration;
import org.backplane.vm.runtime.device.VirtualClock;

/**
 * Pauses of machine time between attempts that fail, each twice as long as the one before. Used by
 * the device's loop; {@link #close} by any thread.
 */
final class RetryPause implements AutoCloseable {

  static final Duration FIRST = Duration.ofMillis(100);
  static final Duration LONGEST = Duration.ofSeconds(5);

  private final Alarm end;
  private Duration next = FIRST;
  private boolean pausing;

  /**
   * @param wake called at the end of a pause
   */
  RetryPause(VirtualClock clock, Runnable wake) {
    this.end = new Alarm(clock, wake);
  }

  /** An attempt failed: begins a pause, unless one is under way. */
  void begin() {
    if (!inForce()) {
      pausing = true;
      end.set(next);
      Duration twice = next.multipliedBy(2);
      next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }
  }

  /** Whether to wait still. */
  boolean inForce() {
    if (pausing && end.rang()) {
      pausing = false;
    }
    return pausing;
  }

  /**
   * An attempt succeeded, or something new is there to try: no pause, and the next one is short.
   */
  void clear() {
    end.close();
    pausing = false;
    next = FIRST;
  }

  @Override
  public void close() {
    end.close();
  }
}
