package org.backplane.vm.runtime.virtio;

import java.time.Duration;
import org.backplane.vm.runtime.device.VirtualClock;

/**
 * How much entropy a guest may still have in the present period of machine time. A period begins
 * with the first request after the end of the one before; what it leaves over is not carried on.
 * Used by the device's loop; {@link #close} by any thread.
 */
final class EntropyQuota implements AutoCloseable {

  private final long maxBytes;
  private final Duration period;
  private final Alarm end;
  private long remaining;
  private boolean awaitsRequest = true;

  /**
   * @param maxBytes for each period, 1 to 2^63-1
   * @param wake called when a period has ended
   */
  EntropyQuota(long maxBytes, Duration period, VirtualClock clock, Runnable wake) {
    this.maxBytes = maxBytes;
    this.period = period;
    this.end = new Alarm(clock, wake);
    this.remaining = maxBytes;
  }

  /** Bytes that may still be delivered in this period. */
  long remaining() {
    return remaining;
  }

  /** Takes delivered bytes off, whether or not they found a buffer. */
  void charge(int bytes) {
    remaining = Math.max(0, remaining - bytes);
  }

  /** Fills up if the period has ended; answers whether it did. */
  boolean refillIfDue() {
    boolean due = end.rang();
    if (due) {
      remaining = maxBytes;
    }
    return due;
  }

  /** A request came: begins a period if none is under way. */
  void requested() {
    if (awaitsRequest) {
      awaitsRequest = false;
      end.set(period);
    }
  }

  /** The next request begins a new period. */
  void awaitRequest() {
    awaitsRequest = true;
  }

  @Override
  public void close() {
    end.close();
  }
}
