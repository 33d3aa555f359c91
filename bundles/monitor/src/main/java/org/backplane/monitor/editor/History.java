package org.backplane.monitor.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lines that were typed before, and which of them is looked at. */
final class History {

  /** Most lines that are kept. */
  static final int MAX_LINES = 200;

  private final List<String> lines = new ArrayList<>();
  private int at;
  private String draft = "";

  /** A line is complete; blank ones and those that repeat the last one are not kept. */
  void add(String line) {
    if (!line.isBlank() && (lines.isEmpty() || !lines.getLast().equals(line))) {
      lines.add(line);
      if (lines.size() > MAX_LINES) {
        lines.removeFirst();
      }
    }
    at = lines.size();
    draft = "";
  }

  /** The line before the one that is looked at, which comes back after the newest one. */
  Optional<String> older(String present) {
    if (at == 0) {
      return Optional.empty();
    }
    if (at == lines.size()) {
      draft = present;
    }
    return Optional.of(lines.get(--at));
  }

  /** The line after the one that is looked at. */
  Optional<String> newer() {
    if (at == lines.size()) {
      return Optional.empty();
    }
    at++;
    return Optional.of(at == lines.size() ? draft : lines.get(at));
  }

  /** How many lines there are; they are numbered from 0, the oldest first. */
  int size() {
    return lines.size();
  }

  String line(int index) {
    return lines.get(index);
  }

  /** The newest line up to a number that has a text in it. */
  Optional<Integer> find(String text, int newest) {
    for (int i = Math.min(newest, lines.size() - 1); i >= 0; i--) {
      if (lines.get(i).contains(text)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }
}
