package org.backplane.cpu.riscv.csr;

import java.util.OptionalInt;
import org.backplane.api.cpu.InterruptLine;

/** The bits of {@code mip} and {@code mie}, and which goes first (RISC-V privileged, 3.1.9). */
public final class Interrupts {

  /** Those of machine mode, the only ones without supervisor mode. */
  static final long MACHINE =
      bit(InterruptLine.MACHINE_EXTERNAL)
          | bit(InterruptLine.MACHINE_SOFTWARE)
          | bit(InterruptLine.MACHINE_TIMER);

  private static final InterruptLine[] BY_PRIORITY = {
    InterruptLine.MACHINE_EXTERNAL, InterruptLine.MACHINE_SOFTWARE, InterruptLine.MACHINE_TIMER
  };

  private Interrupts() {}

  public static long bit(InterruptLine line) {
    return 1L << line.bit();
  }

  /** The number of the interrupt to take first. */
  static OptionalInt first(long pending) {
    for (var line : BY_PRIORITY) {
      if ((pending & bit(line)) != 0) {
        return OptionalInt.of(line.bit());
      }
    }
    return OptionalInt.empty();
  }
}
