package org.backplane.api.metric;

import java.util.OptionalLong;

/** A metric that is one number. */
public sealed interface Scalar extends Metric permits Counter, Gauge {

  /** What it is now. Where others tell it, they may throw: see {@link #told}. */
  long value();

  /** What it is now, for faces; empty if whoever tells it fails, which spoils no other metric. */
  default OptionalLong told() {
    try {
      return OptionalLong.of(value());
    } catch (RuntimeException | Error _) { // code of a third party, whose bundle may be gone
      return OptionalLong.empty();
    }
  }
}
