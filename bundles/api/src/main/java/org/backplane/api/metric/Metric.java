package org.backplane.api.metric;

/** Something measured. All kinds may be written and read by any thread, without a lock. */
public sealed interface Metric permits Scalar, Latency {

  /** What it is. */
  MetricDescription description();
}
