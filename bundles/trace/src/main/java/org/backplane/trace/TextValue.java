package org.backplane.trace;

/** Text in a line: whatever it is, it stays one word of that line. */
final class TextValue {

  private static final String BARE = "_-./:,@+%";

  private TextValue() {}

  /** As it is where that is plain, else in quotes. */
  static void append(StringBuilder line, String text) {
    if (isPlain(text)) {
      line.append(text);
    } else {
      line.append('"');
      text.codePoints().forEach(c -> append(line, c));
      line.append('"');
    }
  }

  /** In quotes for a message, not endless. */
  static String quoted(String text) {
    var quoted = new StringBuilder("'");
    text.codePoints().limit(64).forEach(c -> append(quoted, c));
    return quoted.append("'").toString();
  }

  private static boolean isPlain(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c -> c < 128 && (Character.isLetterOrDigit(c) || BARE.indexOf((char) c) >= 0));
  }

  private static void append(StringBuilder line, int c) {
    switch (c) {
      case '"', '\\' -> line.append('\\').append((char) c);
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        if (isSafe(c)) {
          line.appendCodePoint(c);
        } else {
          line.append("\\u{").append(Integer.toHexString(c)).append('}');
        }
      }
    }
  }

  /** What neither moves a terminal's cursor, nor ends a line, nor turns its direction. */
  private static boolean isSafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
