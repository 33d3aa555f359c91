package org.backplane.api.machine;

import java.util.Set;
import org.backplane.api.BackplaneException;
import org.backplane.api.cpu.HartState;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What debuggers and {@code info registers} see and change of a machine. Any thread; a method
 * answers within the millisecond that a hart takes to stop. Harts are counted from 0.
 */
@ProviderType
public interface Debugger {

  /**
   * A hart's state. A running machine stands still for the moment that it takes, and goes on.
   *
   * @throws BackplaneException there is no such hart, or it has no state: the CPU's code never was
   *     there, or the hart broke
   */
  HartState read(int hart) throws BackplaneException;

  /**
   * Puts a hart into another state.
   *
   * @throws BackplaneException the machine runs, there is no such hart, or the CPU cannot take the
   *     state; the hart is as it was
   */
  void write(HartState state) throws BackplaneException;

  /**
   * Reads guest memory where a load of the hart would; device registers are left alone.
   *
   * @param address virtual, as the hart translates now
   * @return how many bytes were read, from the first on; fewer than asked where memory ends
   */
  int load(int hart, long address, byte[] into) throws BackplaneException;

  /**
   * Writes guest memory, read-only pages too, though not ROM, as far as the hart translates the
   * address; the hart notices when code was written.
   *
   * @return how many bytes were written, from the first on
   */
  int store(int hart, long address, byte[] from) throws BackplaneException;

  /** Reads guest memory at a physical address, like {@link #load}. */
  int loadPhysical(long address, byte[] into) throws BackplaneException;

  /**
   * Sets the virtual addresses at which harts stop, in place of those set before: the machine is in
   * {@link RunState#DEBUG} then, after {@link MachineEvent.BreakpointReached}. They stay over reset
   * and over the exchange of the CPU's code.
   */
  void breakpoints(Set<Long> addresses) throws BackplaneException;

  /**
   * Executes one instruction of a hart, or one trap. Devices and time go on meanwhile, other harts
   * do not. The machine is in {@link RunState#DEBUG} when this returns.
   *
   * @throws BackplaneException the machine runs or has ended, or the hart cannot execute
   */
  void step(int hart) throws BackplaneException;
}
