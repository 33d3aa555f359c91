package org.backplane.qtest;

/** Numbers as C writes them: {@code 10}, {@code 0x0a}, {@code 012}. */
final class Numbers {

  private static final int MOST_DIGITS = 64;

  private Numbers() {}

  /** An unsigned number of 64 bits; a negative one stands for its complement. */
  static long unsigned(String text) throws Refusal {
    boolean negative = text.startsWith("-");
    long value = magnitude(text, negative || text.startsWith("+") ? 1 : 0);
    return negative ? -value : value;
  }

  /** A signed number of 64 bits. */
  static long signed(String text) throws Refusal {
    boolean negative = text.startsWith("-");
    long value = magnitude(text, negative || text.startsWith("+") ? 1 : 0);
    if (value < 0 && !(negative && value == Long.MIN_VALUE)) {
      throw bad(text);
    }
    return negative ? -value : value;
  }

  private static long magnitude(String text, int start) throws Refusal {
    String digits = text.substring(start);
    int radix = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      digits = digits.substring(2);
      radix = 16;
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      digits = digits.substring(1);
      radix = 8;
    }
    try {
      if (digits.isEmpty() || digits.length() > MOST_DIGITS || isSign(digits.charAt(0))) {
        throw bad(text);
      }
      return Long.parseUnsignedLong(digits, radix);
    } catch (NumberFormatException _) {
      throw bad(text);
    }
  }

  private static boolean isSign(char c) {
    return c == '+' || c == '-';
  }

  private static Refusal bad(String text) {
    return Refusal.because("'%s' is no number".formatted(Request.shown(text)));
  }
}
