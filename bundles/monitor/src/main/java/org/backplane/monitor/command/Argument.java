package org.backplane.monitor.command;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * An argument of a command.
 *
 * @param name its member name
 * @param kind which JSON values it takes
 * @param optional whether it may be left out
 * @param summary one line for help texts, without a full stop
 */
public record Argument(String name, Kind kind, boolean optional, String summary) {

  /** Which JSON values an argument takes. */
  public enum Kind {
    TEXT("a string"),
    INTEGER("a whole number"),
    BOOL("true or false"),
    TEXTS("a list of strings"),
    OBJECT("an object"),
    ANY("a value");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** The kind in words, for messages. */
    public String words() {
      return words;
    }

    boolean accepts(Object value) {
      return switch (this) {
        case TEXT -> value instanceof String;
        case INTEGER -> value instanceof Long || value instanceof BigInteger;
        case BOOL -> value instanceof Boolean;
        case TEXTS ->
            value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
        case OBJECT -> value instanceof Map<?, ?>;
        case ANY -> true;
      };
    }
  }

  public static Argument required(String name, Kind kind, String summary) {
    return new Argument(name, kind, false, summary);
  }

  public static Argument optional(String name, Kind kind, String summary) {
    return new Argument(name, kind, true, summary);
  }
}
