package org.backplane.cpu.riscv.fp;

/**
 * The accrued exceptions of one hart, with the bits of {@code fflags} (RISC-V unprivileged,
 * "floating-point control and status register"). Used by the hart's thread alone.
 */
public final class Flags {

  /** Inexact. */
  public static final int NX = 1;

  /** Underflow: tiny after rounding, and inexact. */
  public static final int UF = 2;

  /** Overflow. */
  public static final int OF = 4;

  /** Division of a finite number by zero. */
  public static final int DZ = 8;

  /** Invalid operation. */
  public static final int NV = 16;

  private int bits;

  public int bits() {
    return bits;
  }

  /** Replaces all that has accrued. */
  public void set(int accrued) {
    bits = accrued;
  }

  void raise(int raised) {
    bits |= raised;
  }

  /**
   * Whether the host's rounding is the one asked for, and an inexact result raises nothing that has
   * not accrued.
   */
  boolean permitHost(RoundingMode mode) {
    return mode == RoundingMode.RNE && (bits & NX) != 0;
  }
}
