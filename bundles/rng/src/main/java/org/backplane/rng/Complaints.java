package org.backplane.rng;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets a complaint through once a minute at most: a peer must not fill the log. Any thread. */
final class Complaints {

  static final Duration INTERVAL = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;
  private final AtomicLong quietUntil;
  private final AtomicLong made = new AtomicLong();

  Complaints() {
    this(System::nanoTime);
  }

  /**
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  Complaints(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.quietUntil = new AtomicLong(nanoTime.getAsLong());
  }

  /** Makes it, unless the last one was made a short while ago. */
  void make(Runnable complaint) {
    long now = nanoTime.getAsLong();
    long until = quietUntil.get();
    if (now - until >= 0 && quietUntil.compareAndSet(until, now + INTERVAL.toNanos())) {
      made.incrementAndGet();
      complaint.run();
    }
  }

  /** How many were made. */
  long made() {
    return made.get();
  }
}
