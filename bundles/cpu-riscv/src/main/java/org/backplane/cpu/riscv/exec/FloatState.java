package org.backplane.cpu.riscv.exec;

/**
 * What a hart's control registers tell a {@link FloatUnit} and learn from it: {@code fcsr}, and the
 * field FS of {@code mstatus} (RISC-V privileged, "extension context status").
 */
interface FloatState {

  /** Whether FS is not off; if it is, every instruction on floating-point state is illegal. */
  boolean enabled();

  /** A floating-point register or {@code fcsr} has changed: FS becomes dirty. */
  void dirty();

  /** The field {@code frm} of {@code fcsr}, from 0 to 7. */
  int roundingMode();

  /** The field {@code fflags} of {@code fcsr}. */
  int flags();

  /** Adds flags to those that have accrued. */
  void accrue(int raised);
}
