package org.backplane.qtest;

import java.util.List;

/**
 * A line of a test program, apart from data that it carries.
 *
 * @param words the command and what follows it; empty for an empty line
 */
record Request(List<String> words) {

  private static final int SHOWN = 64;

  Request {
    words = List.copyOf(words);
  }

  /** A line, cut at its blanks. */
  static Request of(String line) {
    String trimmed = line.strip();
    return new Request(trimmed.isEmpty() ? List.of() : List.of(trimmed.split(" +")));
  }

  String command() {
    return words.isEmpty() ? "" : words.getFirst();
  }

  /** Whether there is a word at a place, the command being at 0. */
  boolean has(int place) {
    return place < words.size();
  }

  /** The word at a place. */
  String word(int place) throws Refusal {
    if (!has(place)) {
      throw Refusal.because("%s: too few words".formatted(shown(command())));
    }
    return words.get(place);
  }

  /** The number at a place. */
  long number(int place) throws Refusal {
    return Numbers.unsigned(word(place));
  }

  /** What a peer wrote, short and printable. */
  static String shown(String text) {
    String printable = text.replaceAll("[^ -~]", "?");
    return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
  }
}
