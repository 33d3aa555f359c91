package org.backplane.linux;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A number that outlives the code that uses it, such as which conversation a stream is at. Safe for
 * use by several threads.
 */
public final class KeptNumber implements AutoCloseable {
  private final AtomicLong value;

  /** Makes one. */
  public KeptNumber(long initial) {
    value = new AtomicLong(initial);
  }

  /** What it is now. */
  public long get() {
    return value.get();
  }

  /** Makes it another. */
  public void set(long next) {
    value.set(next);
  }

  /** Adds 1, unless somebody has changed it since it was {@code seen}. */
  public void advance(long seen) {
    value.compareAndSet(seen, seen + 1);
  }

  /** Has nothing to give back. */
  @Override
  public void close() {}
}
