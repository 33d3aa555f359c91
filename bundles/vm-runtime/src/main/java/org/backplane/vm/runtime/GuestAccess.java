package org.backplane.vm.runtime;

import java.util.Set;
import org.backplane.api.BackplaneException;
import org.backplane.api.cpu.HartState;

/**
 * A hart, and the memory as it sees it, for a debugger: see {@link
 * org.backplane.api.machine.Debugger}. Harts, devices and time stand still during a method and go
 * on after it if they moved, except for {@link #loadPhysical} and {@link #step}. For the machine's
 * control thread.
 */
interface GuestAccess {

  HartState state() throws BackplaneException;

  void state(HartState next) throws BackplaneException;

  int load(long address, byte[] into) throws BackplaneException;

  int store(long address, byte[] from) throws BackplaneException;

  /** Nothing stands still meanwhile: what the guest changes in that moment is seen or not. */
  int loadPhysical(long address, byte[] into) throws BackplaneException;

  void breakpoints(Set<Long> addresses) throws BackplaneException;

  /** The only one in which devices and time go on. The harts have been stopped. */
  void step() throws BackplaneException;
}
