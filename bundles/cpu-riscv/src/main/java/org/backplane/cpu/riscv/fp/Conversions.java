package org.backplane.cpu.riscv.fp;

import static org.backplane.cpu.riscv.fp.BinaryFormat.DOUBLE;
import static org.backplane.cpu.riscv.fp.BinaryFormat.SINGLE;

/**
 * Conversions between the formats and integers (RISC-V unprivileged, "single-precision
 * floating-point conversion and move instructions"; IEEE 754-2019, 5.4.1 and 5.8). Not for use by
 * several threads.
 */
public final class Conversions {

  private static final double FIRST_BEYOND_LONG = 0x1p63;

  private final Flags flags;
  private final Rounding rounding;
  private final Unpacked value = new Unpacked();

  public Conversions(Flags flags) {
    this.flags = flags;
    this.rounding = new Rounding(flags);
  }

  /**
   * The integer nearest to a number, as a register holds it. Numbers out of range are invalid and
   * give the nearest limit, NaN the upper one.
   */
  public long toInteger(BinaryFormat from, long bits, IntegerFormat to, RoundingMode mode) {
    double number = number(from, bits);
    long truncated = (long) number;
    if (Math.abs(number) < FIRST_BEYOND_LONG
        && (mode == RoundingMode.RTZ || truncated == number)
        && to.holds(truncated < 0, Math.abs(truncated))) {
      return inexact(truncated != number, to.register(truncated < 0, Math.abs(truncated)));
    }
    return from.isNan(bits) ? saturate(to, false) : roundToInteger(from, bits, to, mode);
  }

  private static double number(BinaryFormat from, long bits) {
    return from == DOUBLE ? Double.longBitsToDouble(bits) : Float.intBitsToFloat((int) bits);
  }

  private long inexact(boolean raised, long result) {
    if (raised) {
      flags.raise(Flags.NX);
    }
    return result;
  }

  /** On integers: all but zero and NaN. */
  private long roundToInteger(BinaryFormat from, long bits, IntegerFormat to, RoundingMode mode) {
    boolean negative = from.isNegative(bits);
    value.load(from, bits); // an infinity becomes a number that is out of range as well
    int exponent = value.exponent();
    if (exponent >= Long.SIZE) {
      return saturate(to, negative);
    }
    long significand = value.normalize();
    long whole = exponent < 0 ? 0 : significand >>> (Long.SIZE - 1 - exponent);
    long rest = rest(exponent, significand);
    if (mode.increments(negative, (whole & 1) != 0, rest)) {
      whole++; // cannot wrap: 64 bits without a rest are more than a significand has
    }
    if (!to.holds(negative, whole)) {
      return saturate(to, negative);
    }
    return inexact(rest != 0, to.register(negative, whole));
  }

  /** What lies behind the point, as {@link RoundingMode#increments} takes it. */
  private static long rest(int exponent, long significand) {
    if (exponent < 0) {
      return exponent == -1 ? significand : 1;
    }
    return significand << exponent << 1;
  }

  private long saturate(IntegerFormat to, boolean negative) {
    flags.raise(Flags.NV);
    return to.register(negative, to.limit(negative));
  }

  /** The number nearest to the integer in a register. */
  public long fromInteger(IntegerFormat from, long register, BinaryFormat to, RoundingMode mode) {
    long magnitude = from.magnitude(register);
    boolean negative = from.isNegative(register);
    if (magnitude >>> to.precision() == 0) {
      return exactly(negative ? -magnitude : magnitude, to);
    }
    int empty = Long.numberOfLeadingZeros(magnitude);
    return rounding.round(to, negative, Long.SIZE - 1 - empty, magnitude << empty, mode);
  }

  /** The bits of an integer that has no more bits than the precision. */
  private static long exactly(long integer, BinaryFormat to) {
    return to == DOUBLE
        ? Double.doubleToRawLongBits((double) integer)
        : SingleUnit.bits((float) integer);
  }

  /** {@code fcvt.d.s}, which is exact. */
  public long widen(long single) {
    if (SINGLE.isNan(single)) {
      return nan(SINGLE, single, DOUBLE);
    }
    return Double.doubleToRawLongBits(Float.intBitsToFloat((int) single));
  }

  /** {@code fcvt.s.d}. */
  public long narrow(long bits, RoundingMode mode) {
    double number = Double.longBitsToDouble(bits);
    float nearest = (float) number;
    if (SingleUnit.isSafe(nearest) && (flags.permitHost(mode) || nearest == number)) {
      return SingleUnit.bits(nearest);
    }
    if (DOUBLE.isNan(bits)) {
      return nan(DOUBLE, bits, SINGLE);
    }
    boolean negative = DOUBLE.isNegative(bits);
    if (DOUBLE.isInfinite(bits)) {
      return SINGLE.infinity(negative);
    }
    if (DOUBLE.isZero(bits)) {
      return SINGLE.zero(negative);
    }
    value.load(DOUBLE, bits);
    return rounding.round(SINGLE, value, mode);
  }

  private long nan(BinaryFormat from, long bits, BinaryFormat to) {
    if (from.isSignaling(bits)) {
      flags.raise(Flags.NV);
    }
    return to.canonicalNan();
  }
}
