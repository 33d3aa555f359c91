package org.backplane.linux;

import java.util.BitSet;

/** Numbers as the kernel lists them: {@code 0-3,8,10-11}; empty when there are none. */
final class RangeList {
  /** Far above what any host has; keeps a bad text from becoming a huge set. */
  static final int LIMIT = 1 << 16;

  private RangeList() {}

  /**
   * @throws NumberFormatException it is not such a list
   */
  static BitSet parse(String text) {
    BitSet numbers = new BitSet();
    String list = text.strip();
    if (list.isEmpty()) {
      return numbers;
    }
    for (String range : list.split(",", -1)) {
      int dash = range.indexOf('-');
      int from = number(dash < 0 ? range : range.substring(0, dash));
      int to = dash < 0 ? from : number(range.substring(dash + 1));
      if (from > to) {
        throw new NumberFormatException("range " + range + " runs backwards");
      }
      numbers.set(from, to + 1);
    }
    return numbers;
  }

  private static int number(String digits) {
    int number = Integer.parseUnsignedInt(digits);
    if (number < 0 || number >= LIMIT || digits.startsWith("+")) {
      throw new NumberFormatException("'" + digits + "' is not a number below " + LIMIT);
    }
    return number;
  }
}
