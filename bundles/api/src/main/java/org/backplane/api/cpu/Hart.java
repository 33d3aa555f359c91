package org.backplane.api.cpu;

import java.util.OptionalLong;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** One hardware thread. */
@ConsumerType
public interface Hart {

  /**
   * Executes guest instructions on the calling thread until {@link #requestStop} or a breakpoint.
   * Returns at an instruction boundary. Waiting for an interrupt parks the thread.
   */
  Halt run();

  /**
   * Executes one instruction on the calling thread, or takes one trap; breakpoints do not count.
   * Only while {@link #run} is not running.
   */
  void step();

  /**
   * Sets the virtual addresses before whose instructions {@link #run} returns, in place of those
   * set before. Only while it is not running.
   */
  void breakpoints(Set<Long> addresses);

  /**
   * The physical address that a load of the guest would go to now; empty where it would fault. Only
   * while {@link #run} is not running.
   */
  OptionalLong translate(long virtualAddress);

  /**
   * Has the hart forget cached translations and decoded code soon: within a bounded number of
   * instructions, and before the first of a handler whose interrupt is driven after this call. When
   * the hart itself calls it, from a {@link SupervisorBinary}, before its next instruction. Any
   * thread.
   */
  void flush();

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
