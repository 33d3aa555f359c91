package org.backplane.linux;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps a host resource in place although its owner may close it meanwhile. Closing the hold gives
 * it up; any thread may do so, and a second close does nothing.
 */
public final class Hold implements AutoCloseable {
  private final AtomicBoolean held = new AtomicBoolean(true);
  private final Runnable leave;

  Hold(Runnable leave) {
    this.leave = leave;
  }

  @Override
  public void close() {
    if (held.compareAndSet(true, false)) {
      leave.run();
    }
  }
}
