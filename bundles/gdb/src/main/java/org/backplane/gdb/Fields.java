package org.backplane.gdb;

import java.util.HexFormat;
import java.util.List;

/** Reads the parts of a packet. */
final class Fields {

  private static final int MOST_DIGITS = 16;

  private Fields() {}

  /**
   * Cuts a text in two; without the mark, the second part is empty.
   *
   * @param mark where to cut; the first one counts
   */
  static List<String> cut(String text, char mark) {
    int at = text.indexOf(mark);
    return at < 0 ? List.of(text, "") : List.of(text.substring(0, at), text.substring(at + 1));
  }

  /** A number of up to 64 bits in hexadecimal digits. */
  static long number(String digits) throws Refusal {
    boolean plain =
        !digits.isEmpty()
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(HexFormat::isHexDigit);
    if (!plain) {
      throw Refusal.invalid();
    }
    return Long.parseUnsignedLong(digits, 16);
  }

  /** A number from 0 to a limit; a greater one is the limit. */
  static int atMost(String digits, int limit) throws Refusal {
    long number = number(digits);
    return number >= 0 && number < limit ? (int) number : limit;
  }

  /** Bytes, two digits each. */
  static byte[] bytes(String digits) throws Refusal {
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException _) {
      throw Refusal.invalid();
    }
  }

  /** Bytes as digits. */
  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** A number as plain digits. */
  static String hex(int number) {
    return Integer.toHexString(number);
  }
}
