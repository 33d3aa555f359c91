package org.backplane.tck;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.object.Progress;

/** A job that a backend showed, and what it told of it. */
public final class TestProgress implements Progress {

  private final String type;
  private final long total;
  private final AtomicLong done = new AtomicLong();
  private final AtomicInteger advances = new AtomicInteger();
  private volatile boolean closed;

  TestProgress(String type, long total) {
    if (total < 1) {
      throw new IllegalArgumentException("a job with %d to do".formatted(total));
    }
    this.type = type;
    this.total = total;
  }

  /** What kind of work it is. */
  public String type() {
    return type;
  }

  /** How much there was to do. */
  public long total() {
    return total;
  }

  /** How much was told to be done; more than {@link #total} is an error in the backend. */
  public long done() {
    return done.get();
  }

  /** In how many steps. */
  public int advances() {
    return advances.get();
  }

  /** Whether the backend has ended it. */
  public boolean closed() {
    return closed;
  }

  @Override
  public void advance(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("progress of " + amount);
    }
    done.addAndGet(amount);
    advances.incrementAndGet();
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "%s %d/%d%s".formatted(type, done(), total, closed ? " closed" : "");
  }
}
