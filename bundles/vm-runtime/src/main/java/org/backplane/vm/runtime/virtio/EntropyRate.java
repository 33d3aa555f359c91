package org.backplane.vm.runtime.virtio;

import java.time.Duration;
import org.backplane.vm.runtime.device.VirtualClock;

/**
 * How fast a guest may have entropy: a token bucket in machine time, one token a byte. Used by the
 * device's loop; {@link #close} by any thread.
 *
 * <p>An empty bucket does not hand out byte after byte: a guest waits until what it has room for
 * may be asked for at once, or a tenth of a second's bytes, whichever is less.
 */
final class EntropyRate implements AutoCloseable {

  private static final int PORTIONS_PER_SECOND = 10;

  private final TokenBucket bucket;
  private final long burst;
  private final long portion;
  private final VirtualClock clock;
  private final Alarm enough;

  /**
   * @param bytesPerSecond 1 to {@link TokenBucket#MAX_RATE}
   * @param burstBytes how much a guest that asked for less may have at once, from 1
   * @param wake called when there is more to have
   */
  EntropyRate(long bytesPerSecond, long burstBytes, VirtualClock clock, Runnable wake) {
    this.bucket = new TokenBucket(bytesPerSecond, burstBytes, clock.nanos());
    this.burst = burstBytes;
    this.portion = Math.max(1, bytesPerSecond / PORTIONS_PER_SECOND);
    this.clock = clock;
    this.enough = new Alarm(clock, wake);
  }

  /**
   * How many bytes may be asked for now. Wakes later if there is more to have then.
   *
   * @param wanted what the guest has room for, apart from what is promised
   * @param promised bytes on their way, which are not charged yet
   */
  long allowance(long wanted, long promised) {
    long now = clock.nanos();
    long most = Math.min(wanted, burst - promised);
    if (most <= 0) {
      return 0; // what is on its way wakes when it comes
    }
    long least = Math.min(most, portion);
    long free = bucket.available(now) - promised;
    if (free < least) {
      enough.set(Duration.ofNanos(bucket.nanosUntil(promised + least, now)));
      return 0;
    }
    return Math.min(most, free);
  }

  /** Takes delivered bytes off, whether or not they found a buffer. */
  void charge(int bytes) {
    bucket.take(bytes, clock.nanos());
  }

  @Override
  public void close() {
    enough.close();
  }
}
