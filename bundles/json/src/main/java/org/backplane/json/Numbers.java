package org.backplane.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers between text and value. */
final class Numbers {
  private static final int LONGEST_64_BIT_TEXT = 20;
  private static final MathContext SEVENTEEN_DIGITS = new MathContext(17, RoundingMode.HALF_EVEN);

  private Numbers() {}

  /** The value of digits with or without a minus: Long, BigInteger up to 2^64-1, else Double. */
  static Number integer(String text) throws JsonException {
    if (text.length() > LONGEST_64_BIT_TEXT) {
      return real(text); // before BigInteger, whose time grows with the square of the length
    }
    var exact = new BigInteger(text);
    if (exact.bitLength() < Long.SIZE) {
      return exact.longValue();
    }
    return isUnsigned64(exact) ? exact : real(text);
  }

  static Double real(String text) throws JsonException {
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new JsonException("number too large");
    }
    return value;
  }

  /** True from 0 to 2^64-1. */
  static boolean isUnsigned64(BigInteger value) {
    return value.signum() >= 0 && value.bitLength() <= Long.SIZE;
  }

  /**
   * A finite number with up to 17 significant digits, enough to tell all doubles apart, as C's
   * {@code %.17g} prints it: plain notation for exponents from -4 to 16, no trailing zeros.
   */
  static String text(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(SEVENTEEN_DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < SEVENTEEN_DIGITS.getPrecision()) {
      return rounded.toPlainString();
    }
    String mantissa = rounded.scaleByPowerOfTen(-exponent).toPlainString();
    String digits = Integer.toString(Math.abs(exponent));
    return mantissa + (exponent < 0 ? "e-" : "e+") + (digits.length() == 1 ? "0" : "") + digits;
  }
}
