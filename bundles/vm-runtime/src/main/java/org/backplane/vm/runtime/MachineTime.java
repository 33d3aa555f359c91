package org.backplane.vm.runtime;

import org.backplane.vm.runtime.device.VirtualClock;

/** The machine's time, as the machine itself handles it. */
interface MachineTime extends VirtualClock, AutoCloseable {

  /** Time passes, or stands still. */
  void run(boolean runs);

  /** No task runs afterwards. */
  @Override
  void close();
}
