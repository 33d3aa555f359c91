package org.backplane.trace;

import java.util.List;

/** A text with a name or pattern on each line; {@code #} begins a comment. */
final class EventList {

  private EventList() {}

  static List<String> read(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }
}
