package org.backplane.vm.runtime.device;

/** A part of the machine with a life of its own. */
public interface Device extends AutoCloseable {

  /** Back to the power-on state. Called while no hart runs. */
  void reset();

  /** The machine began or stopped to run; while stopped, a device touches no guest memory. */
  default void running(boolean runs) {}

  /** Ends its threads and gives its leases back. */
  @Override
  void close();
}
