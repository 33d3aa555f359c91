package org.backplane.monitor.editor;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a word that was begun may become.
 *
 * @param from where the word begins, as an index of the text that was given
 * @param candidates what may stand there
 */
public record Completion(int from, List<Candidate> candidates) {

  /** Nothing is known that could stand there. */
  public static final Completion NONE = new Completion(0, List.of());

  /**
   * A word.
   *
   * @param text the whole word
   * @param next what follows it once it is the only one, such as a blank
   */
  public record Candidate(String text, String next) {}

  public Completion {
    candidates = List.copyOf(candidates);
  }

  /** Those words that begin like that, sorted. */
  public static Completion of(String begun, Collection<String> words, String next) {
    return new Completion(
        0,
        words.stream()
            .filter(word -> word.startsWith(begun))
            .distinct()
            .sorted()
            .map(word -> new Candidate(word, next))
            .toList());
  }

  /** The same, of a text that has so many characters more in front. */
  public Completion behind(int chars) {
    return new Completion(from + chars, candidates);
  }

  /** These candidates and others of the same word. */
  public Completion and(Completion other) {
    return new Completion(
        from, Stream.concat(candidates.stream(), other.candidates.stream()).toList());
  }

  /** What all candidates begin with. */
  String common() {
    String common = candidates.isEmpty() ? "" : candidates.getFirst().text();
    for (Candidate candidate : candidates) {
      common = common(common, candidate.text());
    }
    return common;
  }

  private static String common(String one, String two) {
    int length = 0;
    while (length < Math.min(one.length(), two.length())
        && one.codePointAt(length) == two.codePointAt(length)) {
      length += Character.charCount(one.codePointAt(length));
    }
    return one.substring(0, length);
  }
}
