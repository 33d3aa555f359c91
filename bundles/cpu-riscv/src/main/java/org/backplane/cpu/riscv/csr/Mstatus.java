package org.backplane.cpu.riscv.csr;

/**
 * The fields of {@code mstatus} and its view {@code sstatus} (RISC-V privileged, 3.1.6, 10.1.1).
 */
public final class Mstatus {

  public static final long SIE = 1L << 1;
  public static final long MIE = 1L << 3;
  public static final long SPIE = 1L << 5;
  public static final long MPIE = 1L << 7;
  public static final int SPP_SHIFT = 8;

  /** The mode before a trap to supervisor mode: user or supervisor. */
  public static final long SPP = 1L << SPP_SHIFT;

  public static final int MPP_SHIFT = 11;

  /** The mode before a trap to machine mode, and that of loads and stores under {@link #MPRV}. */
  public static final long MPP = 3L << MPP_SHIFT;

  /** The floating-point unit: 0 off, 1 initial, 2 clean, 3 dirty. */
  public static final long FS = 3L << 13;

  public static final long MPRV = 1L << 17;
  public static final long SUM = 1L << 18;
  public static final long MXR = 1L << 19;
  public static final long TVM = 1L << 20;
  public static final long TW = 1L << 21;
  public static final long TSR = 1L << 22;

  static final long UXL = 3L << 32;
  static final long SXL = 3L << 34;

  /** Summary of FS: set while it is dirty. */
  static final long SD = 1L << 63;

  static final long SUPERVISOR_WRITABLE = SIE | SPIE | SPP | FS | SUM | MXR;
  static final long SUPERVISOR = SUPERVISOR_WRITABLE | UXL | SD;
  static final long WRITABLE = SUPERVISOR_WRITABLE | MIE | MPIE | MPP | MPRV | TVM | TW | TSR;

  /** What software does not choose: user and supervisor mode have 64 bits. */
  static final long COMPUTED = UXL | SXL | SD;

  static final long RESET = 2L << 32 | 2L << 34;

  private Mstatus() {}

  /** The value with everything that software does not choose as at reset. */
  static long chosen(long value) {
    return (value & ~COMPUTED) | RESET;
  }

  /** A value as it can be written: MPP, which knows no mode 2, then keeps what it was. */
  static long legal(long before, long after) {
    return (after & MPP) == 2L << MPP_SHIFT ? (after & ~MPP) | (before & MPP) : after;
  }
}
