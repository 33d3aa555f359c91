package org.backplane.vm.runtime;

import java.util.function.BooleanSupplier;
import org.backplane.api.BackplaneException;

/** Whether the parts of a machine move or stand still. For the control thread. */
interface Motion {

  /** Something to do while all stand still. */
  @FunctionalInterface
  interface Look<T> {
    T at() throws BackplaneException;
  }

  /**
   * Does something while everything stands still; what moved before goes on.
   *
   * @throws BackplaneException a hart does not stop, or the action's own
   */
  <T> T still(Look<T> action) throws BackplaneException;

  /**
   * Does something while devices and time go on.
   *
   * @return what it answers
   */
  boolean withDevices(BooleanSupplier action);
}
