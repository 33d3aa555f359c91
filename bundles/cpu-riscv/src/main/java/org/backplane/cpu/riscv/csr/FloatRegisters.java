package org.backplane.cpu.riscv.csr;

/** {@code fcsr} and its parts {@code fflags} and {@code frm} (RISC-V unprivileged, 20.2). */
final class FloatRegisters {

  private static final int FLAGS = 0x1f;
  private static final int MODE = 7;
  private static final int MODE_SHIFT = 5;

  private final StatusRegister status;
  private int value;

  FloatRegisters(StatusRegister status) {
    this.status = status;
  }

  int read() {
    return value;
  }

  int flags() {
    return value & FLAGS;
  }

  int roundingMode() {
    return value >>> MODE_SHIFT;
  }

  void write(long written) {
    restore(written);
    status.markFloatDirty();
  }

  void writeFlags(long flags) {
    write((value & ~FLAGS) | (flags & FLAGS));
  }

  void writeRoundingMode(long mode) {
    write((mode & MODE) << MODE_SHIFT | flags());
  }

  void accrue(int flags) {
    if (flags != 0) {
      value |= flags & FLAGS;
      status.markFloatDirty();
    }
  }

  /** Takes a value without effect on {@code mstatus}. */
  void restore(long saved) {
    value = (int) Csr.FCSR.legal(0, saved);
  }
}
