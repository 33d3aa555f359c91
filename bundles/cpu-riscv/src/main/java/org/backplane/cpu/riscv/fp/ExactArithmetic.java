package org.backplane.cpu.riscv.fp;

/**
 * The arithmetic of both formats on integers: any operands, any rounding mode, every flag (IEEE
 * 754-2019, 5.4.1 and 7.2, 7.3). Results that are NaN are the canonical one.
 */
final class ExactArithmetic {

  private final Flags flags;
  private final Rounding rounding;
  private final Unpacked left = new Unpacked();
  private final Unpacked right = new Unpacked();

  ExactArithmetic(Flags flags) {
    this.flags = flags;
    this.rounding = new Rounding(flags);
  }

  long add(BinaryFormat format, long a, long b, RoundingMode mode) {
    if (format.isNan(a) || format.isNan(b)) {
      return nan(format, a, b);
    }
    if (format.isInfinite(a)) {
      return b == format.negate(a) ? invalid(format) : a;
    }
    if (format.isInfinite(b)) {
      return b;
    }
    left.load(format, a);
    right.load(format, b);
    return sum(format, mode);
  }

  long multiply(BinaryFormat format, long a, long b, RoundingMode mode) {
    if (format.isNan(a) || format.isNan(b)) {
      return nan(format, a, b);
    }
    boolean negative = format.isNegative(a ^ b);
    if (format.isInfinite(a) || format.isInfinite(b)) {
      return format.isZero(a) || format.isZero(b) ? invalid(format) : format.infinity(negative);
    }
    if (format.isZero(a) || format.isZero(b)) {
      return format.zero(negative);
    }
    left.load(format, a);
    right.load(format, b);
    left.multiply(right);
    return rounding.round(format, left, mode);
  }

  long fusedMultiplyAdd(BinaryFormat format, long a, long b, long c, RoundingMode mode) {
    boolean infinite = format.isInfinite(a) || format.isInfinite(b);
    boolean zero = format.isZero(a) || format.isZero(b);
    if (infinite && zero) {
      return invalid(format); // even when the third is a quiet NaN
    }
    if (format.isNan(a) || format.isNan(b) || format.isNan(c)) {
      raiseIfSignaling(format, c);
      return nan(format, a, b);
    }
    boolean negative = format.isNegative(a ^ b);
    if (infinite) {
      long product = format.infinity(negative);
      return c == format.negate(product) ? invalid(format) : product;
    }
    if (format.isInfinite(c)) {
      return c;
    }
    if (zero) {
      left.load(format, format.zero(negative));
    } else {
      left.load(format, a);
      right.load(format, b);
      left.multiply(right);
    }
    right.load(format, c);
    return sum(format, mode);
  }

  long divide(BinaryFormat format, long a, long b, RoundingMode mode) {
    if (format.isNan(a) || format.isNan(b)) {
      return nan(format, a, b);
    }
    boolean negative = format.isNegative(a ^ b);
    if (format.isInfinite(a)) {
      return format.isInfinite(b) ? invalid(format) : format.infinity(negative);
    }
    if (format.isZero(b)) {
      return format.isZero(a) ? invalid(format) : divisionByZero(format, negative);
    }
    if (format.isZero(a) || format.isInfinite(b)) {
      return format.zero(negative);
    }
    left.load(format, a);
    right.load(format, b);
    left.divide(right);
    return rounding.round(format, left, mode);
  }

  long squareRoot(BinaryFormat format, long a, RoundingMode mode) {
    if (format.isNan(a)) {
      return nan(format, a, a);
    }
    if (format.isZero(a)) {
      return a;
    }
    if (format.isNegative(a)) {
      return invalid(format);
    }
    if (format.isInfinite(a)) {
      return a;
    }
    left.load(format, a);
    left.squareRoot();
    return rounding.round(format, left, mode);
  }

  /** The sum of what is loaded; the sign of an exact zero is told by IEEE 754-2019, 6.3. */
  private long sum(BinaryFormat format, RoundingMode mode) {
    boolean negativeZero =
        left.isNegative() == right.isNegative() ? left.isNegative() : mode == RoundingMode.RDN;
    left.add(right);
    return left.isZero() ? format.zero(negativeZero) : rounding.round(format, left, mode);
  }

  private long nan(BinaryFormat format, long a, long b) {
    raiseIfSignaling(format, a);
    raiseIfSignaling(format, b);
    return format.canonicalNan();
  }

  private void raiseIfSignaling(BinaryFormat format, long bits) {
    if (format.isSignaling(bits)) {
      flags.raise(Flags.NV);
    }
  }

  private long invalid(BinaryFormat format) {
    flags.raise(Flags.NV);
    return format.canonicalNan();
  }

  private long divisionByZero(BinaryFormat format, boolean negative) {
    flags.raise(Flags.DZ);
    return format.infinity(negative);
  }
}
