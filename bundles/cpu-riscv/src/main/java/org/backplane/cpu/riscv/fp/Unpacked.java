package org.backplane.cpu.riscv.fp;

/**
 * A finite number taken apart: sign, exponent and 128 bits of significand, of which bit 126 weighs
 * 2<sup>exponent</sup>. The lowest bit also stands for all that lies below it, which is enough to
 * round correctly. It changes in place, so that arithmetic allocates nothing.
 */
final class Unpacked {

  /** Where the leading one of a loaded number is in {@link #high}; one bit is left for a carry. */
  private static final int LEADING = Long.SIZE - 2;

  /** Places between a significand in {@link #high} and the same as an integer of 53 bits. */
  private static final int TO_INTEGER = LEADING - (Double.PRECISION - 1);

  private static final double INTEGER_UNIT = 0x1p52;

  private boolean negative;
  private int exponent;
  private long high;
  private long low;

  /** Takes a finite number apart; the leading one of any but zero is then bit 126. */
  void load(BinaryFormat format, long bits) {
    int stored = format.storedExponent(bits);
    long implied = stored == 0 ? 0 : 1L << (format.precision() - 1);
    negative = format.isNegative(bits);
    exponent = Math.max(stored, 1) - format.maxExponent();
    high = (format.fraction(bits) | implied) << (LEADING + 1 - format.precision());
    low = 0;
    if (implied == 0 && high != 0) {
      int missing = Long.numberOfLeadingZeros(high) - 1;
      high <<= missing;
      exponent -= missing;
    }
  }

  boolean isNegative() {
    return negative;
  }

  int exponent() {
    return exponent;
  }

  boolean isZero() {
    return (high | low) == 0;
  }

  /**
   * Moves the leading one of a number that is not zero to bit 127, which {@link #exponent} weighs
   * from then on.
   *
   * @return the upper half of the significand, the lowest bit of which stands for the rest too
   */
  long normalize() {
    if (high == 0) {
      high = low;
      low = 0;
      exponent -= Long.SIZE;
    }
    int empty = Long.numberOfLeadingZeros(high);
    high = high << empty | (low >>> 1 >>> (Long.SIZE - 1 - empty));
    low <<= empty;
    exponent += 1 - empty;
    return high | sticky(low);
  }

  /** Adds a number, which loses its value. */
  void add(Unpacked other) {
    if (other.isZero()) {
      return;
    }
    if (isZero()) {
      set(other);
      return;
    }
    other.shiftRight(exponent - other.exponent);
    shiftRight(other.exponent - exponent);
    if (negative == other.negative) {
      addMagnitude(other);
    } else {
      subtractMagnitude(other);
    }
  }

  /** Multiplies two numbers as loaded, neither of them zero; the product is exact. */
  void multiply(Unpacked other) {
    negative ^= other.negative;
    exponent += other.exponent;
    low = high * other.high;
    high = Math.unsignedMultiplyHigh(high, other.high);
    // The leading one is bit 124, or 125 when the significands' product is two or more.
    int carry = (int) (high >>> (LEADING - 1));
    exponent += carry;
    int places = 2 - carry;
    high = high << places | low >>> (Long.SIZE - places);
    low <<= places;
  }

  /**
   * Divides two numbers as loaded, neither of them zero. The integers that the significands are
   * have a quotient between one and two, of which Java gives the nearest 53 bits; the sign of the
   * remainder, which wraps to 64 bits without loss, tells on which side of it the true one lies.
   */
  void divide(Unpacked other) {
    negative ^= other.negative;
    exponent -= other.exponent;
    long dividend = high >>> TO_INTEGER;
    long divisor = other.high >>> TO_INTEGER;
    if (dividend < divisor) {
      dividend <<= 1;
      exponent--;
    }
    long quotient = (long) ((double) dividend / divisor * INTEGER_UNIT);
    setNear(quotient, (dividend << (Double.PRECISION - 1)) - quotient * divisor);
  }

  /** The root of a positive number as loaded, found as the quotient is. */
  void squareRoot() {
    int odd = exponent & 1;
    long radicand = high >>> (TO_INTEGER - odd);
    long root = (long) Math.sqrt(radicand * INTEGER_UNIT);
    exponent >>= 1;
    setNear(root, (radicand << (Double.PRECISION - 1)) - root * root);
  }

  /** A 53-bit integer, off the true significand by less than half in the direction of the rest. */
  private void setNear(long integer, long remainder) {
    high = (integer << TO_INTEGER) + Long.signum(remainder);
    low = 0;
  }

  private void set(Unpacked other) {
    negative = other.negative;
    exponent = other.exponent;
    high = other.high;
    low = other.low;
  }

  /** Makes the exponent greater, if {@code places} is positive. */
  private void shiftRight(int places) {
    if (places <= 0) {
      return;
    }
    exponent += places;
    int left = Math.min(places, 2 * Long.SIZE);
    for (; left >= Long.SIZE; left -= Long.SIZE) {
      low = high | sticky(low);
      high = 0;
    }
    long lost = low & ((1L << left) - 1);
    low = low >>> left | (high << 1 << (Long.SIZE - 1 - left)) | sticky(lost);
    high >>>= left;
  }

  private static int sticky(long lost) {
    return lost == 0 ? 0 : 1;
  }

  private void addMagnitude(Unpacked other) {
    low += other.low;
    int carry = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
    high += other.high + carry;
  }

  private void subtractMagnitude(Unpacked other) {
    int borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
    low -= other.low;
    high -= other.high + borrow;
    if (high < 0) {
      negative = !negative;
      low = -low;
      high = ~high + (low == 0 ? 1 : 0);
    }
  }
}
