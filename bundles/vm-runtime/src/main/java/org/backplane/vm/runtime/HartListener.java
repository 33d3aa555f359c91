package org.backplane.vm.runtime;

/** Hears, on a hart's thread, that it stopped by itself. Must answer at once. */
interface HartListener {

  /** It broke. */
  void failed(Throwable failure);

  /**
   * It came to a breakpoint.
   *
   * @param run the run that ended with it
   */
  void reachedBreakpoint(HartRun run);
}
