package org.backplane.monitor.editor;

/**
 * The row in which a person types. Says what to send so that a terminal shows another state of it,
 * as little as possible.
 *
 * <p>Nobody tells how wide the terminal is, so a row is taken to have {@value #COLUMNS} columns. A
 * line that grows at its end may grow longer and wraps wherever the terminal does that; as soon as
 * something else is done to it, it goes on in a new row, as a part around the cursor.
 */
final class Screen {

  static final int COLUMNS = 80;

  /** The last column stays free: terminals differ in what they do once it is written to. */
  private static final int ROOM = COLUMNS - 1;

  private static final char LESS = '<';
  private static final char MORE = '>';

  private final StringBuilder out;
  private String shown = "";
  private int column;
  private boolean whole = true;

  /** What a row shows: its text and the column of the cursor. */
  private record Row(String text, int cursor) {}

  /**
   * @param out takes what is to be sent
   */
  Screen(StringBuilder out) {
    this.out = out;
  }

  /** The cursor stands in an empty row: something else was shown, or the screen was cleared. */
  void startRow() {
    shown = "";
    column = 0;
    whole = true;
  }

  /**
   * Shows a line.
   *
   * @param cursor where the cursor stands, as an index of the line
   */
  void show(String prompt, String line, int cursor) {
    String text = prompt + line;
    boolean atEnd = cursor == line.length();
    if (whole && atEnd && column == CellWidth.of(shown) && text.startsWith(shown)) {
      out.append(text, shown.length(), text.length());
      shown = text;
      column = CellWidth.of(text);
      return;
    }
    if (whole && CellWidth.of(shown) > ROOM) {
      out.append("\r\n");
      startRow();
    }
    whole = CellWidth.of(text) <= ROOM;
    paint(
        whole
            ? new Row(text, CellWidth.of(text.substring(0, prompt.length() + cursor)))
            : part(prompt, line, cursor));
  }

  private void paint(Row row) {
    String kept = kept(row.text());
    int from = CellWidth.of(kept);
    if (!kept.equals(shown) || !kept.equals(row.text())) {
      move(from);
      out.append(row.text(), kept.length(), row.text().length());
      column = CellWidth.of(row.text());
      if (column < CellWidth.of(shown)) {
        out.append("\u001b[K");
      }
      shown = row.text();
    }
    move(row.cursor());
  }

  /** What need not be sent again. */
  private String kept(String text) {
    int length = 0;
    int seam = 0;
    while (length < Math.min(shown.length(), text.length())
        && shown.codePointAt(length) == text.codePointAt(length)) {
      if (CellWidth.of(text.codePointAt(length)) > 0) {
        seam = length;
      }
      length += Character.charCount(text.codePointAt(length));
    }
    boolean marked = begins(shown, length) || begins(text, length);
    return text.substring(0, marked ? seam : length);
  }

  /** Whether a mark stands there that belongs to the character before. */
  private static boolean begins(String text, int index) {
    return index < text.length() && CellWidth.of(text.codePointAt(index)) == 0;
  }

  private void move(int to) {
    int distance = to - column;
    if (distance != 0) {
      out.append("\u001b[");
      if (Math.abs(distance) > 1) {
        out.append(Math.abs(distance));
      }
      out.append(distance < 0 ? 'D' : 'C');
    }
    column = to;
  }

  /** The part of a line around the cursor, with marks where there is more of it. */
  private static Row part(String prompt, String line, int cursor) {
    int room = ROOM - CellWidth.of(prompt) - 2;
    int before = CellWidth.of(line.substring(0, cursor));
    int page = Math.max(1, room / 2); // the cursor moves this far before the part changes
    int start = before < room ? 0 : ((before - room) / page + 1) * page;
    var text = new StringBuilder();
    int skipped = 0;
    int width = 0;
    for (int codePoint : line.codePoints().toArray()) {
      int cells = CellWidth.of(codePoint);
      if (text.isEmpty() && (skipped < start || cells == 0)) {
        skipped += cells;
      } else {
        if (width + cells <= room) {
          text.appendCodePoint(codePoint);
        }
        width += cells;
      }
    }
    return new Row(
        prompt + (skipped > 0 ? LESS : ' ') + text + (width > room ? MORE : ' '),
        CellWidth.of(prompt) + 1 + before - skipped);
  }
}
