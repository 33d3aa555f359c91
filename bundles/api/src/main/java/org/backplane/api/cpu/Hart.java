package org.backplane.api.cpu;

import org.osgi.annotation.versioning.ConsumerType;

/** One hardware thread. */
@ConsumerType
public interface Hart {

  /**
   * Executes guest instructions on the calling thread until {@link #requestStop}. Returns at an
   * instruction boundary. Waiting for an interrupt parks the thread.
   */
  void run();

  /**
   * Makes {@link #run} return within a millisecond; any thread. A request before the call counts.
   */
  void requestStop();

  /** Drives an interrupt line; any thread. Neither blocks nor calls back. */
  void setInterrupt(InterruptLine line, boolean level);

  /** The whole state; only while {@link #run} is not running. */
  HartState save();

  /** How many instructions have been executed; any thread, possibly a little behind. */
  long instructionsRetired();
}
