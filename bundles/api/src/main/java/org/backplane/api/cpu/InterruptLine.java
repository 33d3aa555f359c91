package org.backplane.api.cpu;

/** A hart's interrupt inputs; the number is the bit in {@code mip} (RISC-V privileged, 3.1.9). */
public enum InterruptLine {
  /** Counts from its rising edge until the guest clears it; lowering the line changes nothing. */
  SUPERVISOR_SOFTWARE(1),
  MACHINE_SOFTWARE(3),
  SUPERVISOR_TIMER(5),
  MACHINE_TIMER(7),
  SUPERVISOR_EXTERNAL(9),
  MACHINE_EXTERNAL(11);

  private final int bit;

  InterruptLine(int bit) {
    this.bit = bit;
  }

  public int bit() {
    return bit;
  }
}
