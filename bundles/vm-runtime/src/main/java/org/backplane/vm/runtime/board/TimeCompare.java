package org.backplane.vm.runtime.board;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.device.LevelOutput;
import org.backplane.vm.runtime.device.VirtualClock;
import org.jspecify.annotations.Nullable;

/**
 * A hart's timer: its line is high from when the time counter reaches a value on, and low until
 * then. The line has changed when a method returns. Any thread.
 */
final class TimeCompare {

  /** The value that is never reached. */
  static final long NEVER = -1;

  // Beyond that a comparison is as good as never, and the sum of delays cannot overflow.
  private static final long FOREVER_TICKS = Long.MAX_VALUE / Clint.NANOS_PER_TICK / 4;

  private final VirtualClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final LevelOutput output;
  private volatile long target = NEVER;
  private VirtualClock.@Nullable Timer timer;

  TimeCompare(VirtualClock clock, InterruptPin pin) {
    this.clock = clock;
    this.output = new LevelOutput(pin, this::due);
  }

  /** In ticks, unsigned. */
  long value() {
    return target;
  }

  /** Replaces the value. */
  void set(long value) {
    set(value, -1);
  }

  /** Replaces the masked bits of the value. */
  void set(long value, long mask) {
    lock.lock();
    try {
      target = (target & ~mask) | (value & mask);
      arm();
    } finally {
      lock.unlock();
    }
    output.changed();
  }

  private boolean due() {
    return Long.compareUnsigned(ticks(), target) >= 0;
  }

  private void arm() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    long now = ticks();
    if (Long.compareUnsigned(now, target) < 0
        && Long.compareUnsigned(target - now, FOREVER_TICKS) < 0) {
      // To the tick's first nanosecond, so that it is due when the task runs.
      long delayNanos = target * Clint.NANOS_PER_TICK - clock.nanos();
      timer = clock.after(Duration.ofNanos(Math.max(0, delayNanos)), output::changed);
    }
  }

  private long ticks() {
    return Clint.ticks(clock);
  }
}
