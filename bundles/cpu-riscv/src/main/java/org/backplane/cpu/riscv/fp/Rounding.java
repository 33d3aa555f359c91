package org.backplane.cpu.riscv.fp;

/**
 * Rounds exact results to a format and raises what that gives rise to: inexact, underflow and
 * overflow (IEEE 754-2019, 4.3 and 7.4 to 7.6; tininess is detected after rounding).
 */
final class Rounding {

  private final Flags flags;

  Rounding(Flags flags) {
    this.flags = flags;
  }

  /** The bits of a number that is not zero; the number loses its value. */
  long round(BinaryFormat format, Unpacked value, RoundingMode mode) {
    long significand = value.normalize();
    return round(format, value.isNegative(), value.exponent(), significand, mode);
  }

  /**
   * @param exponent the weight of the significand's bit 63, which is set
   * @param significand the lowest bit stands also for all that lies below it
   */
  long round(
      BinaryFormat format, boolean negative, int exponent, long significand, RoundingMode mode) {
    if (exponent > format.maxExponent()) {
      return overflow(format, negative, mode);
    }
    int missing = format.minExponent() - exponent;
    long shifted = missing > 0 ? shiftRight(significand, missing) : significand;
    long kept = shifted >>> (Long.SIZE - format.precision());
    long rest = shifted << format.precision();
    if (mode.increments(negative, (kept & 1) != 0, rest)) {
      kept++;
    }
    // The leading one, and a carry above it, add to the stored exponent.
    long magnitude = kept + ((long) Math.max(-missing, 0) << (format.precision() - 1));
    if (magnitude >= format.infinity(false)) {
      return overflow(format, negative, mode);
    }
    if (rest != 0) {
      boolean tiny = missing > 0 && !becomesNormal(format, negative, missing, significand, mode);
      flags.raise(tiny ? Flags.UF | Flags.NX : Flags.NX);
    }
    return format.withSign(negative, magnitude);
  }

  /** Whether a number below the normal ones would be normal if exponents had no lower bound. */
  private static boolean becomesNormal(
      BinaryFormat format, boolean negative, int missing, long significand, RoundingMode mode) {
    boolean allOnes = ~significand >>> (Long.SIZE - format.precision()) == 0;
    return missing == 1
        && allOnes
        && mode.increments(negative, true, significand << format.precision());
  }

  private long overflow(BinaryFormat format, boolean negative, RoundingMode mode) {
    flags.raise(Flags.OF | Flags.NX);
    return mode.overflowsToInfinity(negative)
        ? format.infinity(negative)
        : format.greatest(negative);
  }

  private static long shiftRight(long significand, int places) {
    if (places >= Long.SIZE) {
      return 1;
    }
    long lost = significand << (Long.SIZE - places);
    return significand >>> places | (lost == 0 ? 0 : 1);
  }
}
