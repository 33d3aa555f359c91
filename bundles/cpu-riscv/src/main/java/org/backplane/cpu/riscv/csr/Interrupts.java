package org.backplane.cpu.riscv.csr;

import org.backplane.api.cpu.InterruptLine;

/** The bits of {@code mip} and {@code mie}, and which goes first (RISC-V privileged, 3.1.9). */
public final class Interrupts {

  /** Says that there is none where the number of an interrupt is asked for. */
  public static final int NONE = -1;

  static final long SSIP = bit(InterruptLine.SUPERVISOR_SOFTWARE);
  static final long STIP = bit(InterruptLine.SUPERVISOR_TIMER);
  static final long SEIP = bit(InterruptLine.SUPERVISOR_EXTERNAL);

  /** Those that can be delegated to supervisor mode. */
  static final long SUPERVISOR = SSIP | STIP | SEIP;

  static final long ALL =
      SUPERVISOR
          | bit(InterruptLine.MACHINE_EXTERNAL)
          | bit(InterruptLine.MACHINE_SOFTWARE)
          | bit(InterruptLine.MACHINE_TIMER);

  private static final InterruptLine[] BY_PRIORITY = {
    InterruptLine.MACHINE_EXTERNAL,
    InterruptLine.MACHINE_SOFTWARE,
    InterruptLine.MACHINE_TIMER,
    InterruptLine.SUPERVISOR_EXTERNAL,
    InterruptLine.SUPERVISOR_SOFTWARE,
    InterruptLine.SUPERVISOR_TIMER
  };

  private Interrupts() {}

  public static long bit(InterruptLine line) {
    return 1L << line.bit();
  }

  /** The number of the interrupt to take first, or {@link #NONE}. */
  static int first(long pending) {
    if (pending != 0) {
      for (var line : BY_PRIORITY) {
        if ((pending & bit(line)) != 0) {
          return line.bit();
        }
      }
    }
    return NONE;
  }
}
