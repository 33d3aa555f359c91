package org.backplane.vm.runtime;

import java.util.Set;
import org.backplane.api.cpu.HartState;

/**
 * The trap that a hart has just taken.
 *
 * @param cause as its register has it: negative for an interrupt
 * @param pc the instruction that was not executed because of it
 */
record TakenTrap(long cause, long pc) {

  private static final int MACHINE = 3;
  private static final int SEPC = 0x141;
  private static final int SCAUSE = 0x142;
  private static final int MEPC = 0x341;
  private static final int MCAUSE = 0x342;
  // Of a fetch, a load and a store; the guest mends what it can and tries again.
  private static final Set<Long> PAGE_FAULTS = Set.of(12L, 13L, 15L);

  /**
   * @param state of a hart at the first instruction of the trap's handler
   */
  static TakenTrap of(HartState state) {
    boolean machine = state.privilege() == MACHINE;
    return new TakenTrap(
        state.csrs().getOrDefault(machine ? MCAUSE : SCAUSE, 0L),
        state.csrs().getOrDefault(machine ? MEPC : SEPC, 0L));
  }

  /** Whether its handler usually goes back to that very instruction. */
  boolean comesBack() {
    return cause < 0 || PAGE_FAULTS.contains(cause);
  }
}
