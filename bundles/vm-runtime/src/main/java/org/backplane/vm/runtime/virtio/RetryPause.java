package org.backplane.vm.runtime.virtio;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.vm.runtime.device.VirtualClock;
import org.jspecify.annotations.Nullable;

/**
 * Pauses of machine time between attempts that fail, each twice as long as the one before. Used by
 * the device's loop; {@link #close} by any thread.
 */
final class RetryPause implements AutoCloseable {

  static final Duration FIRST = Duration.ofMillis(100);
  static final Duration LONGEST = Duration.ofSeconds(5);

  private final VirtualClock clock;
  private final Runnable wake;
  private final AtomicBoolean over = new AtomicBoolean();
  private Duration next = FIRST;
  private boolean pausing;
  private volatile VirtualClock.@Nullable Timer timer;

  /**
   * @param wake called at the end of a pause
   */
  RetryPause(VirtualClock clock, Runnable wake) {
    this.clock = clock;
    this.wake = wake;
  }

  /** An attempt failed: begins a pause, unless one is under way. */
  void begin() {
    if (!inForce()) {
      pausing = true;
      over.set(false);
      timer = clock.after(next, this::end);
      Duration twice = next.multipliedBy(2);
      next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }
  }

  /** Whether to wait still. */
  boolean inForce() {
    if (pausing && over.get()) {
      pausing = false;
    }
    return pausing;
  }

  /**
   * An attempt succeeded, or something new is there to try: no pause, and the next one is short.
   */
  void clear() {
    close();
    pausing = false;
    next = FIRST;
  }

  private void end() {
    over.set(true);
    wake.run();
  }

  @Override
  public void close() {
    VirtualClock.Timer pending = timer;
    if (pending != null) {
      pending.cancel();
    }
  }
}
