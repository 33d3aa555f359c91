package org.backplane.api.metric;

import java.util.concurrent.atomic.AtomicLong;

/** A number that goes up and down. */
public final class Gauge implements Metric {

  private final MetricDescription description;
  private final AtomicLong value = new AtomicLong();

  Gauge(MetricDescription description) {
    this.description = description;
  }

  @Override
  public MetricDescription description() {
    return description;
  }

  public void set(long now) {
    value.set(now);
  }

  /**
   * Goes up or down.
   *
   * @param difference may be negative
   */
  public void add(long difference) {
    value.addAndGet(difference);
  }

  public long value() {
    return value.get();
  }
}
