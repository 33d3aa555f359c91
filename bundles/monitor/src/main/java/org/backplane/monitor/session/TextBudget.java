package org.backplane.monitor.session;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Room in memory for long messages and what is made of them, shared by all clients of all monitors,
 * so that many of them together cannot take the host's memory. Any thread; nothing waits.
 */
public final class TextBudget {

  private final LongSupplier limit;
  private final ReentrantLock lock = new ReentrantLock();
  private long used;

  /**
   * @param limit how many bytes there are at a moment
   */
  public TextBudget(LongSupplier limit) {
    this.limit = limit;
  }

  /** How many bytes are taken. */
  public long used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }

  /** The part of one client. */
  public Share share() {
    return new Share();
  }

  /** What one client has taken. */
  public final class Share implements AutoCloseable {

    private long taken;
    private boolean closed;

    private Share() {}

    /**
     * Takes some more.
     *
     * @return false when there is not as much, or the client is gone
     */
    public boolean take(long bytes) {
      lock.lock();
      try {
        boolean fits = !closed && bytes <= limit.getAsLong() - used;
        if (fits) {
          used += bytes;
          taken += bytes;
        }
        return fits;
      } finally {
        lock.unlock();
      }
    }

    /** Gives some back; nothing once all has been. */
    public void giveBack(long bytes) {
      lock.lock();
      try {
        long given = Math.min(bytes, taken);
        used -= given;
        taken -= given;
      } finally {
        lock.unlock();
      }
    }

    /** The client is gone: gives all back. */
    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        giveBack(taken);
      } finally {
        lock.unlock();
      }
    }
  }
}
