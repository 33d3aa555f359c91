package org.backplane.trace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What was asked for so far, for events that are there and for those that come later: the last
 * pattern that fits a name decides. Not safe for several threads.
 */
final class Wishes {

  /** More patterns than people write; a client cannot make it grow. */
  static final int MAX = 1000;

  private static final NamePattern ALL = new NamePattern("*");
  private static final String ON = "+";
  private static final String OFF = "-";

  private final SequencedMap<NamePattern, Boolean> switches = new LinkedHashMap<>();

  /** As {@link #texts} gave them. */
  static Wishes of(List<String> texts) {
    var wishes = new Wishes();
    for (String text : texts) {
      wishes.add(new Wish(new NamePattern(text.substring(1)), text.startsWith(ON)));
    }
    return wishes;
  }

  /** A plain text for each, the oldest first. */
  List<String> texts() {
    return switches.entrySet().stream()
        .map(wish -> (wish.getValue() ? ON : OFF) + wish.getKey().text())
        .toList();
  }

  /** Whether some more are not too many. */
  boolean haveRoom(List<Wish> more) {
    long fresh =
        more.stream().map(Wish::pattern).distinct().filter(p -> !switches.containsKey(p)).count();
    return switches.size() + fresh <= MAX || more.getFirst().pattern().equals(ALL);
  }

  void add(Wish wish) {
    if (wish.pattern().equals(ALL)) {
      switches.clear(); // nothing before it counts any longer
    }
    switches.remove(wish.pattern()); // an earlier one of the same text never decides again
    switches.put(wish.pattern(), wish.enabled());
  }

  boolean wants(String name) {
    for (var wish : switches.reversed().entrySet()) {
      if (wish.getKey().matches(name)) {
        return wish.getValue();
      }
    }
    return false;
  }
}
