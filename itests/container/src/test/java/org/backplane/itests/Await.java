package org.backplane.itests;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition with a deadline. */
final class Await {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final long STEP_NANOS = 2_000_000;

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    until(what, condition, () -> "");
  }

  static void until(String what, BooleanSupplier condition, Supplier<String> picture) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + " did not come within " + DEADLINE + "\n" + picture.get());
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
