package org.backplane.monitor.report;

import java.util.List;
import java.util.Locale;
import org.backplane.api.option.OptionParser;

/** Peers' words in our sentences. A peer's word may be many megabytes long, a sentence may not. */
public final class Wording {

  private static final int MAX_CHARS = 64;

  private Wording() {}

  /** The word in quotes, or its beginning. */
  public static String quoted(String word) {
    return word.length() <= MAX_CHARS
        ? "'" + word + "'"
        : "'" + word.substring(0, MAX_CHARS) + "...'";
  }

  /** Advice for an unknown word; empty when there is none, also for one that is near nothing. */
  public static String advice(OptionParser parser, String word, List<String> known) {
    return word.length() <= MAX_CHARS ? parser.nearest(word, known) : "";
  }

  /** A constant as the protocol spells it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
