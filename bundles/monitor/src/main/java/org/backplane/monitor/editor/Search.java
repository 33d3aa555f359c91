package org.backplane.monitor.editor;

import java.util.Optional;
import org.backplane.monitor.editor.Key.Action;

/** A search backwards through what was typed before, letter by letter. */
final class Search {

  private static final int MAX_CHARS = 64;
  private static final int MAX_SHOWN = 20;

  private final History history;
  private final StringBuilder wanted = new StringBuilder();
  private int at;
  private boolean failing;

  Search(History history) {
    this.history = history;
    at = history.size() - 1;
  }

  /** What is to stand in the prompt's place. */
  String prompt() {
    return "(" + (failing ? "not found" : "search") + ") '" + shown() + "': ";
  }

  /** The end of what is looked for: the row has to have room for what is found. */
  private String shown() {
    int count = wanted.codePointCount(0, wanted.length());
    return count > MAX_SHOWN
        ? "<" + wanted.substring(wanted.offsetByCodePoints(wanted.length(), -MAX_SHOWN))
        : wanted.toString();
  }

  /** The line that was found; empty before anything is looked for. */
  Optional<String> found() {
    return wanted.isEmpty() || at < 0 ? Optional.empty() : Optional.of(history.line(at));
  }

  /** Where in the line the text was found. */
  int cursor() {
    return found().map(line -> Math.max(0, line.indexOf(wanted.toString()))).orElse(0);
  }

  /** Takes a key; answers false when it is not the search's: it ends, and the key is the line's. */
  boolean press(Key key) {
    return switch (key) {
      case Key.Typed(int codePoint) -> narrow(codePoint);
      case Action action ->
          switch (action) {
            case SEARCH -> look(at - 1);
            case RUB_OUT -> widen();
            default -> false;
          };
    };
  }

  private boolean narrow(int codePoint) {
    if (wanted.length() < MAX_CHARS) {
      wanted.appendCodePoint(codePoint);
    }
    return look(at);
  }

  private boolean widen() {
    if (!wanted.isEmpty()) {
      wanted.setLength(wanted.offsetByCodePoints(wanted.length(), -1));
    }
    return look(history.size() - 1);
  }

  private boolean look(int newest) {
    Optional<Integer> line = history.find(wanted.toString(), newest);
    failing = line.isEmpty();
    at = line.orElse(at);
    return true;
  }
}
