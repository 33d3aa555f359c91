package org.backplane.json;

import java.util.Locale;

/** What single bytes of a JSON text mean, and how messages show them. */
final class JsonText {
  private JsonText() {}

  static boolean isBlank(int b) {
    return b == ' ' || b == '\t' || isLineEnd(b);
  }

  static boolean isLineEnd(int b) {
    return b == '\n' || b == '\r';
  }

  /** Part of a number or a keyword. */
  static boolean isWord(int b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '+'
        || b == '.'
        || b == '_';
  }

  static boolean isStructural(int b) {
    return b == '{' || b == '}' || b == '[' || b == ']' || b == ',' || b == ':';
  }

  /**
   * A byte that no text contains, with which a client makes sure that the next message is read
   * afresh.
   */
  static boolean isReset(int b) {
    return (b < 0x20 && !isBlank(b)) || b >= 0xfe;
  }

  static String hex(int b) {
    return String.format(Locale.ROOT, "0x%02X", b);
  }
}
