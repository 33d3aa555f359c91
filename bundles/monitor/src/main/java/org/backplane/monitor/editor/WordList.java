package org.backplane.monitor.editor;

import java.util.List;

/** Words in columns, as many as fit. */
final class WordList {

  /** Most words that are shown. */
  static final int MAX_WORDS = 300;

  private static final int GAP = 2;

  private WordList() {}

  /** The words, sorted downwards, in lines no wider than so many columns if that can be. */
  static String of(List<String> words, int columns) {
    List<String> shown = words.subList(0, Math.min(words.size(), MAX_WORDS));
    int width = GAP + shown.stream().mapToInt(CellWidth::of).max().orElse(0);
    int across = Math.max(1, columns / width);
    int rows = (shown.size() + across - 1) / across;
    var text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      appendRow(text, shown, row, rows, width);
    }
    if (shown.size() < words.size()) {
      text.append("... and ").append(words.size() - shown.size()).append(" more\r\n");
    }
    return text.toString();
  }

  private static void appendRow(
      StringBuilder text, List<String> words, int row, int rows, int width) {
    for (int i = row; i < words.size(); i += rows) {
      String word = words.get(i);
      boolean last = i + rows >= words.size();
      text.append(word).append(last ? "" : " ".repeat(width - CellWidth.of(word)));
    }
    text.append("\r\n");
  }
}
