package org.backplane.core.option;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them: {@code 64M}, {@code 1.5G}, {@code 4096}, {@code 0x1000}. Suffixes are
 * powers of 1024. A leading blank or plus is let through; everything else after the number is not.
 */
final class SizeText {

  private static final Pattern DECIMAL =
      Pattern.compile("[ +]?(\\d+\\.?\\d*|\\.\\d+)([bkmgtpeBKMGTPE]?)");
  private static final Pattern HEXADECIMAL = Pattern.compile("[ +]?0[xX]([0-9a-fA-F]+)");

  /** Digits cost time by the square of their number; no size needs that many. */
  private static final int LONGEST = 128;

  private static final String SUFFIXES = "BKMGTPE";
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

  private SizeText() {}

  /** Bytes, 0 to 2^64-1 as unsigned; empty when the text is no size. */
  static OptionalLong parse(String text) {
    if (text.length() > LONGEST) {
      return OptionalLong.empty();
    }
    Matcher hexadecimal = HEXADECIMAL.matcher(text);
    if (hexadecimal.matches()) {
      return within(new BigInteger(hexadecimal.group(1), 16));
    }
    Matcher decimal = DECIMAL.matcher(text);
    return decimal.matches()
        ? scaled(new BigDecimal(decimal.group(1)), decimal.group(2))
        : OptionalLong.empty();
  }

  private static OptionalLong scaled(BigDecimal number, String suffix) {
    int power = suffix.isEmpty() ? 0 : SUFFIXES.indexOf(Character.toUpperCase(suffix.charAt(0)));
    boolean whole = number.stripTrailingZeros().scale() <= 0;
    if (power == 0 && !whole) {
      return OptionalLong.empty();
    }
    return within(
        number.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(10 * power))).toBigInteger());
  }

  private static OptionalLong within(BigInteger bytes) {
    return bytes.compareTo(LIMIT) < 0 ? OptionalLong.of(bytes.longValue()) : OptionalLong.empty();
  }
}
