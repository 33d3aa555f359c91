package org.backplane.api.metric;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** A number that only grows. */
public final class Counter implements Scalar {

  private final MetricDescription description;
  private final LongSupplier elsewhere;
  private final LongAdder total = new LongAdder();

  Counter(MetricDescription description, LongSupplier elsewhere) {
    this.description = description;
    this.elsewhere = elsewhere;
  }

  @Override
  public MetricDescription description() {
    return description;
  }

  public void increment() {
    total.increment();
  }

  /**
   * Adds to it.
   *
   * @param amount 0 or more
   */
  public void add(long amount) {
    total.add(amount);
  }

  /** The total; what is being added at this moment may be missing. */
  @Override
  public long value() {
    return total.sum() + elsewhere.getAsLong();
  }
}
