package org.backplane.cpu.riscv.fp;

/**
 * The two interchange formats (IEEE 754-2019, 3.4) and what can be told from a number's bits alone.
 * Bits of a single are the low half of a {@code long}, whose high half is zero.
 */
public enum BinaryFormat {
  SINGLE(Float.SIZE, Float.PRECISION),
  DOUBLE(Double.SIZE, Double.PRECISION);

  private final int width;
  private final int precision;
  private final int maxExponent;
  private final long signBit;
  private final long infinity;
  private final long quietBit;

  BinaryFormat(int width, int precision) {
    this.width = width;
    this.precision = precision;
    this.maxExponent = (1 << (width - precision - 1)) - 1;
    this.signBit = 1L << (width - 1);
    this.quietBit = 1L << (precision - 2);
    this.infinity = signBit - 2 * quietBit;
  }

  /** Bits of the significand, the one that is not stored included. */
  int precision() {
    return precision;
  }

  /** Exponent of the greatest finite numbers; also the bias. */
  int maxExponent() {
    return maxExponent;
  }

  /** Exponent of the smallest normal numbers. */
  int minExponent() {
    return 1 - maxExponent;
  }

  /** The one NaN that operations give (RISC-V unprivileged, "NaN generation and propagation"). */
  public long canonicalNan() {
    return infinity | quietBit;
  }

  long infinity(boolean negative) {
    return withSign(negative, infinity);
  }

  long greatest(boolean negative) {
    return withSign(negative, infinity - 1);
  }

  long zero(boolean negative) {
    return withSign(negative, 0);
  }

  long withSign(boolean negative, long magnitude) {
    return negative ? magnitude | signBit : magnitude;
  }

  long magnitude(long bits) {
    return bits & (signBit - 1);
  }

  boolean isNegative(long bits) {
    return (bits & signBit) != 0;
  }

  boolean isNan(long bits) {
    return magnitude(bits) > infinity;
  }

  boolean isSignaling(long bits) {
    return isNan(bits) && (bits & quietBit) == 0;
  }

  boolean isInfinite(long bits) {
    return magnitude(bits) == infinity;
  }

  boolean isZero(long bits) {
    return magnitude(bits) == 0;
  }

  /** The exponent as stored: 0 for zeros and subnormals. */
  int storedExponent(long bits) {
    return (int) (magnitude(bits) >>> (precision - 1));
  }

  /** The significand as stored, without the one that is implied. */
  long fraction(long bits) {
    return bits & (2 * quietBit - 1);
  }

  public long negate(long bits) {
    return bits ^ signBit;
  }

  /** {@code fsgnj}. */
  public long copySign(long bits, long sign) {
    return magnitude(bits) | (sign & signBit);
  }

  /** {@code fsgnjn}. */
  public long copyOppositeSign(long bits, long sign) {
    return copySign(bits, ~sign);
  }

  /** {@code fsgnjx}. */
  public long multiplySigns(long bits, long sign) {
    return bits ^ (sign & signBit);
  }

  /** A number that is ordered as signed integers are; the negative zero is below the positive. */
  long order(long bits) {
    long aligned = bits << (Long.SIZE - width);
    return aligned ^ (aligned >> (Long.SIZE - 1) >>> 1);
  }

  /**
   * The class as one of ten bits (RISC-V unprivileged, "single-precision floating-point classify
   * instruction"): from 0 to 7 in the order of numbers, negative infinity first, then signaling and
   * quiet NaN.
   */
  public long classify(long bits) {
    if (isNan(bits)) {
      return isSignaling(bits) ? 1 << 8 : 1 << 9;
    }
    int rank = isInfinite(bits) ? 3 : isZero(bits) ? 0 : storedExponent(bits) == 0 ? 1 : 2;
    return isNegative(bits) ? 1 << (3 - rank) : 1 << (4 + rank);
  }
}
