package org.backplane.api.metric;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.jspecify.annotations.Nullable;

/** A number that goes up and down. */
public final class Gauge implements Scalar {

  private final MetricDescription description;
  private final LongSupplier elsewhere;
  private final AtomicLong value = new AtomicLong();
  private volatile @Nullable LongSupplier follows;

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
   * @param teller answers at once, on any thread, and does not throw
   * @return lets go of the teller when closed; what it tells then stays
   */
  public Registration follow(LongSupplier teller) {
    follows = teller;
    return () -> {
      if (teller.equals(follows)) {
        letGo();
      }
    };
  }

  /**
   * Lets go of whoever tells the value, whose class would stay in memory otherwise. What it tells
   * now stays; if it fails, what was there before it.
   */
  void letGo() {
    LongSupplier last = follows;
    if (last == null) {
      return;
    }
    try {
      value.set(last.getAsLong());
    } catch (RuntimeException | Error _) {
      return; // it has nothing more to say
    } finally {
      follows = null;
    }
  }

  @Override
  public long value() {
    LongSupplier now = follows;
    return (now == null ? value.get() : now.getAsLong()) + elsewhere.getAsLong();
  }
}
