package org.backplane.cpu.riscv.fp;

import java.math.BigInteger;

/** What the bits of a number mean, read without the code under test. */
sealed interface Datum {

  record Nan(boolean signaling) implements Datum {}

  record Infinity(boolean negative) implements Datum {}

  /** Zeros have a sign too. */
  record Finite(boolean negative, Rational value) implements Datum {}

  static Datum of(BinaryFormat format, long bits) {
    return format == BinaryFormat.SINGLE ? of(bits, 8, 23) : of(bits, 11, 52);
  }

  private static Datum of(long bits, int exponentBits, int fractionBits) {
    boolean negative = (bits >>> (exponentBits + fractionBits) & 1) != 0;
    int top = (1 << exponentBits) - 1;
    int exponent = (int) (bits >>> fractionBits) & top;
    long fraction = bits & ((1L << fractionBits) - 1);
    if (exponent == top) {
      return fraction == 0
          ? new Infinity(negative)
          : new Nan((fraction >>> (fractionBits - 1)) == 0);
    }
    long significand = exponent == 0 ? fraction : fraction | 1L << fractionBits;
    int scale = Math.max(exponent, 1) - top / 2 - fractionBits;
    var magnitude =
        new Rational(BigInteger.valueOf(significand), BigInteger.ONE)
            .times(Rational.powerOfTwo(scale));
    return new Finite(negative, negative ? magnitude.negate() : magnitude);
  }
}
