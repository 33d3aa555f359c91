package org.backplane.vm.runtime.virtio;

import java.time.Duration;

/** Runs one device's step again and again, never twice at a time. */
interface WorkLoop extends AutoCloseable {

  /** Begins; until then, wakes are remembered. */
  void start();

  /** Lets the step run at least once from now on; any thread, and answers at once. */
  void wake();

  /**
   * Waits until there is nothing to do, as far as others have woken it before this call; at most
   * for a while. Not for the loop's own thread.
   */
  void settle(Duration patience) throws InterruptedException;

  /** Ends after the step under way, for which it waits a second at most. */
  @Override
  void close();
}
