package org.backplane.vm.runtime.device;

import java.time.Duration;

/** The machine's time: it stands still while the machine is stopped. */
public interface VirtualClock {

  /** Since the machine was built. */
  long nanos();

  /**
   * Runs a task once, after that much machine time, on a thread of the machine; it must not block.
   */
  Timer after(Duration delay, Runnable task);

  /** A task to come. */
  interface Timer {

    /** Nothing will run any more, unless it is running already. */
    void cancel();
  }
}
