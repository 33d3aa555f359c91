package org.backplane.json;

/**
 * Walks through one string byte by byte, up to its closing quote, and refuses what no string may
 * contain.
 */
final class StringScanner {
  private static final int PLAIN = -1;
  private static final int AFTER_BACKSLASH = -2;

  private int quote;
  // PLAIN, AFTER_BACKSLASH, or how many hex digits are still to come.
  private int escape;
  private final Utf8Check utf8 = new Utf8Check();

  void start(int openingQuote) {
    quote = openingQuote;
    escape = PLAIN;
    utf8.reset();
  }

  /** Takes the next byte; true when it is the closing quote. */
  boolean accept(int b) throws JsonException {
    if (b < 0x20) {
      throw new JsonException("control character " + JsonText.hex(b) + " in a string");
    }
    utf8.accept(b);
    if (escape != PLAIN) {
      escape = escape == AFTER_BACKSLASH ? escaped(b) : hexDigit(b);
      return false;
    }
    if (b == '\\') {
      escape = AFTER_BACKSLASH;
    }
    return b == quote;
  }

  private static int escaped(int b) throws JsonException {
    return switch (b) {
      case '"', '\'', '\\', '/', 'b', 'f', 'n', 'r', 't' -> PLAIN;
      case 'u' -> 4;
      default ->
          throw new JsonException(
              "unknown escape in a string: '\\' followed by byte " + JsonText.hex(b));
    };
  }

  private int hexDigit(int b) throws JsonException {
    if (Character.digit(b, 16) < 0) {
      throw new JsonException("\\u in a string is not followed by four hex digits");
    }
    return escape == 1 ? PLAIN : escape - 1;
  }
}
