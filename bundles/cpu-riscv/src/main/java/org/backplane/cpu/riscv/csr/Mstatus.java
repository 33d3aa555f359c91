package org.backplane.cpu.riscv.csr;

/** The fields of {@code mstatus} that there are with M and U modes (RISC-V privileged, 3.1.6). */
final class Mstatus {

  static final long MIE = 1L << 3;
  static final long MPIE = 1L << 7;
  static final int MPP_SHIFT = 11;
  static final long MPP = 3L << MPP_SHIFT;

  /** Kept, without effect: user and machine mode access memory alike. */
  static final long MPRV = 1L << 17;

  static final long TW = 1L << 21;
  static final long UXL_64 = 2L << 32;

  static final long WRITABLE = MIE | MPIE | MPP | MPRV | TW;
  static final long RESET = UXL_64;

  private Mstatus() {}

  /** A value as it can be written: MPP keeps what it was unless it is user or machine mode. */
  static long legal(long before, long after) {
    long mpp = (after & MPP) >>> MPP_SHIFT;
    return mpp == 0 || mpp == 3 ? after : (after & ~MPP) | (before & MPP);
  }
}
