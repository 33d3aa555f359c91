package org.backplane.vm.runtime;

import java.util.function.LongSupplier;

/**
 * A count that only grows, out of one that begins anew now and then. What is counted between the
 * last look and a new beginning is missing, so look before. Any thread.
 */
final class RetiredCount {

  private final LongSupplier present;
  private long before;
  private long last;

  /**
   * @param present answers at once
   */
  RetiredCount(LongSupplier present) {
    this.present = present;
  }

  /** The count by now. */
  synchronized long value() {
    long now = present.getAsLong();
    if (now < last) {
      before += last;
    }
    last = now;
    return before + now;
  }
}
