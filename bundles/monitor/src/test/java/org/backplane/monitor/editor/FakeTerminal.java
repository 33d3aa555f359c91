package org.backplane.monitor.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal that knows what the editor sends, and nothing more: anything else is a failure. */
final class FakeTerminal {

  private static final Pattern SEQUENCE = Pattern.compile("\\[(\\d*)([CDHJK])");

  private final int columns;
  private final List<List<String>> rows = new ArrayList<>();
  private int row;
  private int column;
  private int bells;

  FakeTerminal(int columns) {
    this.columns = columns;
    rows.add(new ArrayList<>());
  }

  void show(String output) {
    for (int at = 0; at < output.length(); ) {
      int codePoint = output.codePointAt(at);
      at += Character.charCount(codePoint);
      if (codePoint == 0x1b) {
        Matcher sequence = SEQUENCE.matcher(output).region(at, output.length());
        if (!sequence.lookingAt()) {
          throw new AssertionError("unknown sequence in " + output.substring(at));
        }
        act(sequence.group(2).charAt(0), number(sequence.group(1)));
        at = sequence.end();
      } else {
        put(codePoint);
      }
    }
  }

  private static int number(String digits) {
    return digits.isEmpty() ? 1 : Integer.parseInt(digits);
  }

  private void act(char last, int number) {
    switch (last) {
      case 'C' -> column += number;
      case 'D' -> column -= number;
      case 'H' -> {
        row = 0;
        column = 0;
      }
      case 'J' -> rows.forEach(List::clear);
      default -> {
        List<String> cells = rows.get(row);
        cells.subList(Math.min(column, cells.size()), cells.size()).clear();
      }
    }
    if (column < 0 || column >= columns) {
      throw new AssertionError("the cursor leaves the row: " + column);
    }
  }

  private void put(int codePoint) {
    switch (codePoint) {
      case 0x07 -> bells++;
      case '\r' -> column = 0;
      case '\n' -> next();
      default -> {
        if (Character.isISOControl(codePoint)) {
          throw new AssertionError("control character " + codePoint);
        }
        place(Character.toString(codePoint), CellWidth.of(codePoint));
      }
    }
  }

  private void place(String character, int width) {
    if (width == 0) { // a mark: joins what stands left of it
      if (column > 0) {
        List<String> cells = rows.get(row);
        int base = cells.get(column - 1).isEmpty() ? column - 2 : column - 1;
        cells.set(base, cells.get(base) + character);
      }
      return;
    }
    if (column + width > columns) {
      column = 0;
      next();
    }
    List<String> cells = rows.get(row);
    while (cells.size() < column + width) {
      cells.add(" ");
    }
    cells.set(column, character);
    if (width == 2) {
      cells.set(column + 1, "");
    }
    column += width;
  }

  private void next() {
    row++;
    if (row == rows.size()) {
      rows.add(new ArrayList<>());
    }
  }

  /** The row with the cursor, without blanks at its end. */
  String line() {
    return line(row);
  }

  private String line(int index) {
    return String.join("", rows.get(index)).stripTrailing();
  }

  /** The row with the cursor, a bar before what the cursor stands on. */
  String lineWithCursor() {
    var cells = new ArrayList<>(rows.get(row));
    while (cells.size() < column) {
      cells.add(" ");
    }
    cells.add(column, "|");
    return String.join("", cells).stripTrailing();
  }

  /** All rows. */
  String screen() {
    var text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      text.append(line(i)).append('\n');
    }
    return text.toString();
  }

  int column() {
    return column;
  }

  int bells() {
    return bells;
  }
}
