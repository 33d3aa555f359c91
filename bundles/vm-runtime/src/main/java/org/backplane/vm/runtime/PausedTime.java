package org.backplane.vm.runtime;

/** How long a machine has been paused. Changed by one thread at a time, read by any. */
final class PausedTime {

  /** Pauses that are over, and the one under way. */
  private record Sum(long overNanos, long since, boolean pausing) {
    long nanos() {
      return pausing ? overNanos + (System.nanoTime() - since) : overNanos;
    }
  }

  private volatile Sum sum = new Sum(0, 0, false);

  /** A pause goes on, begins or is over. */
  void become(boolean pausing) {
    if (pausing != sum.pausing()) {
      sum = new Sum(sum.nanos(), System.nanoTime(), pausing);
    }
  }

  /** All pauses so far together, that under way included; only grows. */
  long nanos() {
    return sum.nanos();
  }
}
