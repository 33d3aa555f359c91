package org.backplane.cpu.riscv.fp;

/** The rounding modes in the order of their codes (RISC-V unprivileged, table "rounding mode"). */
public enum RoundingMode {
  /** To nearest, ties to even. */
  RNE,
  /** Towards zero. */
  RTZ,
  /** Down, towards negative infinity. */
  RDN,
  /** Up, towards positive infinity. */
  RUP,
  /** To nearest, ties to the larger magnitude. */
  RMM;

  private static final long HALF = Long.MIN_VALUE;
  private static final RoundingMode[] BY_CODE = values();

  /** Number of codes that are a mode; greater ones are reserved. */
  public static final int CODES = BY_CODE.length;

  /**
   * The mode of a code.
   *
   * @param code below {@link #CODES}
   */
  public static RoundingMode of(int code) {
    return BY_CODE[code];
  }

  /**
   * Whether a magnitude that is cut off grows by one in its last place.
   *
   * @param odd the last bit that is kept
   * @param rest what is cut off, as an unsigned 64-bit fraction of the last place
   */
  boolean increments(boolean negative, boolean odd, long rest) {
    return switch (this) {
      case RNE -> rest < 0 && (rest != HALF || odd);
      case RTZ -> false;
      case RDN -> negative && rest != 0;
      case RUP -> !negative && rest != 0;
      case RMM -> rest < 0;
    };
  }

  /** Whether a number above the range becomes an infinity and not the greatest finite number. */
  boolean overflowsToInfinity(boolean negative) {
    return increments(negative, true, -1);
  }
}
