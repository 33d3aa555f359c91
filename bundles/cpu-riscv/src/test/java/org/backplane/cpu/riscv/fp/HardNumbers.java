package org.backplane.cpu.riscv.fp;

import java.util.random.RandomGenerator;

/** Draws operands on which arithmetic goes wrong, if it does. */
record HardNumbers(BinaryFormat format, RandomGenerator random) {

  private int fractionBits() {
    return format == BinaryFormat.SINGLE ? 23 : 52;
  }

  private int topExponent() {
    return format == BinaryFormat.SINGLE ? 255 : 2047;
  }

  private long number(boolean negative, int exponent, long fraction) {
    long sign = negative ? 1L << (format == BinaryFormat.SINGLE ? 31 : 63) : 0;
    return sign | (long) exponent << fractionBits() | (fraction & ((1L << fractionBits()) - 1));
  }

  private int exponent(int bound) {
    return Math.clamp(bound, 0, topExponent());
  }

  long next() {
    int middle = topExponent() / 2;
    int exponent =
        switch (random.nextInt(8)) {
          case 0 -> 0;
          case 1 -> topExponent();
          case 2 -> random.nextInt(topExponent() + 1);
          case 3 -> 1 + random.nextInt(4);
          case 4 -> topExponent() - 1 - random.nextInt(4);
          case 5 -> exponent(middle - random.nextInt(2 * fractionBits() + 8));
          case 6 -> exponent(middle + random.nextInt(2 * fractionBits() + 8));
          default -> middle - 2 + random.nextInt(5);
        };
    boolean power = random.nextInt(8) == 0; // of two, or zero, or infinity
    return number(random.nextBoolean(), exponent, power ? 0 : fraction());
  }

  /** Zero, one bit, ones from the top or the bottom, few bits, all bits; sometimes off by one. */
  private long fraction() {
    long some =
        switch (random.nextInt(7)) {
          case 0 -> 0;
          case 1 -> 1L << random.nextInt(fractionBits());
          case 2 -> -1L << random.nextInt(fractionBits());
          case 3 -> (1L << random.nextInt(fractionBits())) - 1;
          case 4 -> (1L << random.nextInt(fractionBits())) + (1L << random.nextInt(fractionBits()));
          default -> random.nextLong();
        };
    return random.nextInt(4) == 0 ? some + random.nextInt(-2, 3) : some;
  }

  /** A number near another: a few units apart, of a close exponent, or the same, of any sign. */
  private long near(long other) {
    int exponent = storedExponent(other);
    boolean negative = random.nextBoolean();
    return switch (random.nextInt(4)) {
      case 0 -> number(negative, exponent, other);
      case 1 -> number(negative, exponent, other + random.nextInt(-2, 3));
      default -> {
        int distance = random.nextInt(-fractionBits() - 4, fractionBits() + 5);
        yield number(negative, exponent(exponent + distance), fraction());
      }
    };
  }

  private int storedExponent(long bits) {
    return (int) (bits >>> fractionBits()) & topExponent();
  }

  /** A number whose product or quotient with another comes near one end of the range. */
  private long edge(long other, boolean quotient) {
    int middle = topExponent() / 2;
    int distance = storedExponent(other) - middle;
    int end = random.nextBoolean() ? -middle : middle;
    int exponent = (quotient ? distance - end : end - distance) + random.nextInt(-4, 5);
    return number(random.nextBoolean(), exponent(exponent + middle), fraction());
  }

  long second(long first) {
    return switch (random.nextInt(5)) {
      case 0 -> near(first);
      case 1 -> edge(first, false);
      case 2 -> edge(first, true);
      default -> next();
    };
  }

  /** A third number that cancels or nearly cancels the product of two, or is any. */
  long third(long first, long second) {
    if (random.nextInt(3) == 0) {
      return next();
    }
    int exponent = storedExponent(first) + storedExponent(second) - topExponent() / 2;
    long product = productFraction(first, second);
    int distance = random.nextInt(-3, 4) * (random.nextBoolean() ? 1 : fractionBits());
    long fraction = random.nextBoolean() ? product : fraction();
    return number(random.nextBoolean(), exponent(exponent + distance), fraction);
  }

  private long productFraction(long first, long second) {
    if (format == BinaryFormat.SINGLE) {
      float product = Float.intBitsToFloat((int) first) * Float.intBitsToFloat((int) second);
      return Float.floatToRawIntBits(product) + random.nextInt(-1, 2);
    }
    double product = Double.longBitsToDouble(first) * Double.longBitsToDouble(second);
    return Double.doubleToRawLongBits(product) + random.nextInt(-1, 2);
  }
}
