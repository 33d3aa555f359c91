package org.backplane.core.option;

import java.util.Comparator;
import java.util.List;

/** Advice for a misspelt word. */
final class NearestName {

  private static final int FEW = 8;
  private static final int LONGEST_NAME = 128;

  private NearestName() {}

  static String advice(String word, List<String> candidates) {
    // No name is that long; comparing megabytes of a peer's text would only cost.
    if (word.length() > LONGEST_NAME) {
      return list(candidates);
    }
    int tolerance = tolerance(word.startsWith("-") ? word.length() - 1 : word.length());
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .filter(candidate -> distance(word, candidate) <= tolerance)
        .map("did you mean '%s'?"::formatted)
        .orElseGet(() -> list(candidates));
  }

  /** Some edits, but fewer than make a short word any other: none for a single letter. */
  private static int tolerance(int letters) {
    return Math.min(Math.max(2, letters / 3), letters / 2);
  }

  private static String list(List<String> candidates) {
    return candidates.isEmpty() || candidates.size() > FEW
        ? ""
        : "there is " + String.join(", ", candidates);
  }

  /** Edits (insert, delete, replace, swap of neighbours) from one word to another. */
  private static int distance(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        edits[i][j] = i == 0 ? j : j == 0 ? i : cheapest(edits, from, to, i, j);
      }
    }
    return edits[from.length()][to.length()];
  }

  private static int cheapest(int[][] edits, String from, String to, int i, int j) {
    boolean same = from.charAt(i - 1) == to.charAt(j - 1);
    int best =
        Math.min(
            edits[i - 1][j - 1] + (same ? 0 : 1), Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
  }
}
