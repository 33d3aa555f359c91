package org.backplane.cpu.riscv.fp;

import java.math.BigInteger;

/** An exact number: what the oracle computes with. The denominator is positive. */
record Rational(BigInteger numerator, BigInteger denominator) implements Comparable<Rational> {

  static final Rational ZERO = of(0);

  static Rational of(long integer) {
    return new Rational(BigInteger.valueOf(integer), BigInteger.ONE);
  }

  static Rational powerOfTwo(int exponent) {
    return exponent < 0
        ? new Rational(BigInteger.ONE, BigInteger.ONE.shiftLeft(-exponent))
        : new Rational(BigInteger.ONE.shiftLeft(exponent), BigInteger.ONE);
  }

  Rational negate() {
    return new Rational(numerator.negate(), denominator);
  }

  Rational abs() {
    return new Rational(numerator.abs(), denominator);
  }

  Rational plus(Rational other) {
    return new Rational(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  Rational times(Rational other) {
    return new Rational(
        numerator.multiply(other.numerator), denominator.multiply(other.denominator));
  }

  Rational over(Rational other) {
    var inverse = new Rational(other.denominator, other.numerator.abs());
    return times(other.signum() < 0 ? inverse.negate() : inverse);
  }

  /**
   * The root, or where it is irrational a number so close to it that no number of any format and no
   * midpoint of two of them lies between the two, nor on either.
   */
  Rational squareRoot() {
    int places = 1400;
    var roots = numerator.shiftLeft(2 * places).divide(denominator).sqrtAndRemainder();
    boolean exact =
        roots[0].multiply(roots[0]).multiply(denominator).equals(numerator.shiftLeft(2 * places));
    var twice = roots[0].shiftLeft(1).add(exact ? BigInteger.ZERO : BigInteger.ONE);
    return new Rational(twice, BigInteger.ONE.shiftLeft(places + 1));
  }

  BigInteger floor() {
    var parts = numerator.divideAndRemainder(denominator);
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  /** The exponent of a positive number: it is at least two to that power, and less than twice. */
  int exponent() {
    int guess = numerator.bitLength() - denominator.bitLength();
    return compareTo(powerOfTwo(guess)) >= 0 ? guess : guess - 1;
  }

  int signum() {
    return numerator.signum();
  }

  @Override
  public int compareTo(Rational other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
  }

  /** Rounds to an integer. */
  BigInteger round(RoundingMode mode) {
    var floor = floor();
    var rest = plus(new Rational(floor.negate(), BigInteger.ONE));
    if (rest.signum() == 0) {
      return floor;
    }
    int half = rest.compareTo(powerOfTwo(-1));
    boolean up =
        switch (mode) {
          case RNE -> half > 0 || (half == 0 && floor.testBit(0));
          case RTZ -> signum() < 0;
          case RDN -> false;
          case RUP -> true;
          case RMM -> half > 0 || (half == 0 && signum() > 0);
        };
    return up ? floor.add(BigInteger.ONE) : floor;
  }
}
