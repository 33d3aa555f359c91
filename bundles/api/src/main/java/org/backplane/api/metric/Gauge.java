package org.backplane.api.metric;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.jspecify.annotations.Nullable;

/** A number that goes up and down. */
public final class Gauge implements Metric {

  private final MetricDescription description;
  private final LongSupplier elsewhere;
  private final AtomicLong value = new AtomicLong();
  private volatile @Nullable LongSupplier told;

  Gauge(MetricDescription description, LongSupplier elsewhere) {
    this.description = description;
    this.elsewhere = elsewhere;
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

  /**
   * Has somebody tell the value from now on, in place of {@link #set} and {@link #add}: for
   * objects, whose code ends before their metrics do.
   *
   * @param teller answers at once, on any thread
   * @return lets go of the teller when closed; what it told last stays
   */
  public Registration follow(LongSupplier teller) {
    told = teller;
    return () -> {
      if (teller.equals(told)) {
        value.set(teller.getAsLong());
        told = null;
      }
    };
  }

  public long value() {
    LongSupplier teller = told;
    return (teller == null ? value.get() : teller.getAsLong()) + elsewhere.getAsLong();
  }
}
