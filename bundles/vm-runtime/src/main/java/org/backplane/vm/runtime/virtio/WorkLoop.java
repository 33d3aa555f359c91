package org.backplane.vm.runtime.virtio;

/** Runs one device's step again and again, never twice at a time. */
interface WorkLoop extends AutoCloseable {

  /** Begins; until then, wakes are remembered. */
  void start();

  /** Lets the step run at least once from now on; any thread, and answers at once. */
  void wake();

  /** Ends after the step under way, for which it waits a second at most. */
  @Override
  void close();
}
