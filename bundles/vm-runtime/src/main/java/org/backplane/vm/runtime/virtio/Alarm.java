package org.backplane.vm.runtime.virtio;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.vm.runtime.device.VirtualClock;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a device after some machine time, one time at once. Used by the device's loop; {@link
 * #close} by any thread.
 */
final class Alarm implements AutoCloseable {

  private final VirtualClock clock;
  private final Runnable wake;
  private final AtomicBoolean rung = new AtomicBoolean();
  private volatile VirtualClock.@Nullable Timer timer;

  /**
   * @param wake called when the time has come
   */
  Alarm(VirtualClock clock, Runnable wake) {
    this.clock = clock;
    this.wake = wake;
  }

  /** Wakes after that time, and at no other. */
  void set(Duration delay) {
    close();
    rung.set(false);
    timer = clock.after(delay, this::ring);
  }

  /** Whether the time has come since the last call. */
  boolean rang() {
    return rung.getAndSet(false);
  }

  private void ring() {
    rung.set(true);
    wake.run();
  }

  /** Nobody is woken any more. */
  @Override
  public void close() {
    VirtualClock.Timer pending = timer;
    if (pending != null) {
      pending.cancel();
    }
  }
}
