package org.backplane.monitor.editor;

/**
 * The line that is being typed, with its cursor. The cursor never stands between a character and
 * the marks that combine with it; both are moved over and deleted as one.
 */
final class LineBuffer {

  /** Most UTF-16 units of a line. */
  static final int MAX_CHARS = 4096;

  private final StringBuilder line = new StringBuilder();
  private int cursor;
  private String killed = "";

  String text() {
    return line.toString();
  }

  /** Where the cursor stands, as an index of the text. */
  int cursor() {
    return cursor;
  }

  String beforeCursor() {
    return line.substring(0, cursor);
  }

  boolean isEmpty() {
    return line.isEmpty();
  }

  /** Answers false when the line is full. */
  boolean insert(String text) {
    if (line.length() + text.length() > MAX_CHARS) {
      return false;
    }
    line.insert(cursor, text);
    moveTo(cursor + text.length());
    return true;
  }

  /** Puts another text in the place of what stands between an index and the cursor. */
  boolean replace(int from, String text) {
    if (line.length() - (cursor - from) + text.length() > MAX_CHARS) {
      return false;
    }
    line.replace(from, cursor, text);
    moveTo(from + text.length());
    return true;
  }

  /** Another line, the cursor at its end. */
  void set(String text) {
    line.setLength(0);
    line.append(text);
    cursor = line.length();
  }

  /** The line that is complete; the next one is empty. */
  String take() {
    String text = text();
    set("");
    return text;
  }

  void moveTo(int index) {
    cursor = index;
    while (cursor > 0 && cursor < line.length() && combines(cursor)) {
      cursor += Character.charCount(line.codePointAt(cursor));
    }
  }

  boolean left() {
    return step(before(cursor));
  }

  boolean right() {
    return step(after(cursor));
  }

  void home() {
    cursor = 0;
  }

  void end() {
    cursor = line.length();
  }

  boolean wordLeft() {
    return step(wordStart());
  }

  boolean wordRight() {
    return step(wordEnd());
  }

  boolean rubOut() {
    return delete(before(cursor), cursor);
  }

  boolean delete() {
    return delete(cursor, after(cursor));
  }

  boolean killToStart() {
    return kill(0, cursor);
  }

  boolean killToEnd() {
    return kill(cursor, line.length());
  }

  boolean killWordBefore() {
    int start = cursor;
    while (start > 0 && line.charAt(start - 1) == ' ') {
      start--;
    }
    while (start > 0 && line.charAt(start - 1) != ' ') {
      start--;
    }
    return kill(start, cursor);
  }

  boolean killWordAfter() {
    return kill(cursor, wordEnd());
  }

  /** Inserts what was killed last; answers false when it does not fit. */
  boolean yank() {
    return insert(killed);
  }

  private boolean step(int to) {
    boolean moved = to != cursor;
    cursor = to;
    return moved;
  }

  private boolean kill(int from, int to) {
    killed = line.substring(from, to);
    return delete(from, to);
  }

  private boolean delete(int from, int to) {
    line.delete(from, to);
    moveTo(from);
    return from < to;
  }

  private int before(int index) {
    int at = index;
    boolean mark = true;
    while (at > 0 && mark) {
      int codePoint = line.codePointBefore(at);
      at -= Character.charCount(codePoint);
      mark = CellWidth.of(codePoint) == 0;
    }
    return at;
  }

  private int after(int index) {
    int at = index;
    if (at < line.length()) {
      at += Character.charCount(line.codePointAt(at));
    }
    while (at < line.length() && combines(at)) {
      at += Character.charCount(line.codePointAt(at));
    }
    return at;
  }

  private boolean combines(int index) {
    return CellWidth.of(line.codePointAt(index)) == 0;
  }

  private int wordStart() {
    int at = cursor;
    while (at > 0 && !isWord(before(at))) {
      at = before(at);
    }
    while (at > 0 && isWord(before(at))) {
      at = before(at);
    }
    return at;
  }

  private int wordEnd() {
    int at = cursor;
    while (at < line.length() && !isWord(at)) {
      at = after(at);
    }
    while (at < line.length() && isWord(at)) {
      at = after(at);
    }
    return at;
  }

  /** Commas, slashes and equals signs part words as well, so that options are moved over singly. */
  private boolean isWord(int index) {
    return Character.isLetterOrDigit(line.codePointAt(index)) || combines(index);
  }
}
