package org.backplane.vm.runtime;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What harts have executed, one after the other, as a count that only grows. Who asks meets one
 * hart's count together with what was before it, never one hart's with the time of another. No lock
 * is held while a hart is asked.
 */
final class RetiredCount {

  /** A hart's time. */
  private record Span(long before, LongSupplier present) {
    /** The time of none. */
    static Span of(long before) {
      return new Span(before, () -> 0);
    }

    long total() {
      return before + present.getAsLong();
    }
  }

  // Harts that run may tell a little less than they told another thread.
  private final AtomicLong told = new AtomicLong();
  private volatile Span span = Span.of(0);

  /** The count by now; exact once the hart has stopped. Any thread. */
  long value() {
    return told.accumulateAndGet(span.total(), Math::max);
  }

  /**
   * Counts what another hart executes from now on. For one thread at a time.
   *
   * @param from what its count begins at
   * @param present its count; answers at once
   */
  void begin(long from, LongSupplier present) {
    end();
    span = new Span(span.before - from, present);
  }

  /**
   * Takes the hart's last count; it has stopped, and nothing here refers to it any longer. For one
   * thread at a time.
   */
  void end() {
    span = Span.of(last());
  }

  private long last() {
    try {
      return value();
    } catch (RuntimeException | LinkageError _) { // of a hart that is broken
      return told.get();
    }
  }
}
