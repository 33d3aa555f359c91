package org.backplane.linux;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts who still uses a host resource and gives it back exactly once: after {@link #close()} and
 * after the last hold is gone, whichever comes later, on the thread that brought it about.
 */
final class Holds implements AutoCloseable {
  private static final int CLOSED = 1 << 30;
  private static final int RELEASED = -1;

  private final AtomicInteger state = new AtomicInteger();
  private final String what;
  private final Runnable release;

  /**
   * @param what the resource's name for messages
   * @param release gives the resource back; when it throws, the resource counts as still there and
   *     another close tries again
   */
  Holds(String what, Runnable release) {
    this.what = what;
    this.release = release;
  }

  /**
   * Keeps the resource until the hold is closed; an {@link IllegalStateException} when it was
   * closed before.
   */
  Hold hold() {
    int now;
    do {
      now = state.get();
      if (now == RELEASED || (now & CLOSED) != 0) {
        throw new IllegalStateException(what + " is closed");
      }
    } while (!state.compareAndSet(now, now + 1));
    return new Hold(this::leave);
  }

  boolean isClosed() {
    int now = state.get();
    return now == RELEASED || (now & CLOSED) != 0;
  }

  @Override
  public void close() {
    int now;
    do {
      now = state.get();
      if (now == RELEASED) {
        return;
      }
    } while (!state.compareAndSet(now, now | CLOSED));
    releaseWhenIdle();
  }

  private void leave() {
    state.decrementAndGet();
    releaseWhenIdle();
  }

  private void releaseWhenIdle() {
    if (!state.compareAndSet(CLOSED, RELEASED)) {
      return; // still in use, not closed, or another thread is at it
    }
    try {
      release.run();
    } catch (RuntimeException | Error e) {
      state.set(CLOSED);
      throw e;
    }
  }
}
