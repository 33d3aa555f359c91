package org.backplane.json;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as JSON text in ASCII: {@code Map} with string keys in its own order, {@code List},
 * {@code CharSequence}, {@code Boolean}, {@code Integer}, {@code Long}, {@code BigInteger}, finite
 * {@code Double}, {@link JsonNull#NULL} or {@code null}. Anything else is an {@link
 * IllegalArgumentException}: what is written is ours, not the peer's.
 */
public final class JsonWriter {
  /**
   * Deepest value written: twice what a reader accepts, and a stop for a value that contains
   * itself.
   */
  private static final int MAX_NESTING = 2 * JsonLimits.QMP.maxNesting();

  private static final String INDENT = "    ";
  private static final String HEX_DIGITS = "0123456789ABCDEF";

  private final StringBuilder out = new StringBuilder();
  private final Deque<Level> open = new ArrayDeque<>();
  private final boolean pretty;
  private final int limit;

  private JsonWriter(boolean pretty, int limit) {
    this.pretty = pretty;
    this.limit = limit;
  }

  /** The text on one line, without blanks and without a line end. */
  public static String compact(@Nullable Object value) {
    return text(value, false);
  }

  /**
   * The text for people: a line per member and element, indented by four blanks; no line end after
   * the last.
   */
  public static String pretty(@Nullable Object value) {
    return text(value, true);
  }

  /**
   * Whether the {@linkplain #compact compact} text has at most so many characters. Takes memory and
   * time for that many at most, however long the text would be.
   *
   * @param limit in characters, 0 or more
   */
  public static boolean fits(@Nullable Object value, int limit) {
    return new JsonWriter(false, limit).write(value).length() <= limit;
  }

  private static String text(@Nullable Object value, boolean pretty) {
    return new JsonWriter(pretty, Integer.MAX_VALUE).write(value).toString();
  }

  /** Writes the whole text, or somewhat more of it than the limit. */
  private StringBuilder write(@Nullable Object value) {
    value(value);
    while (!open.isEmpty() && out.length() <= limit) {
      next(open.element());
    }
    return out;
  }

  /** Writes a value, of a map or list only the beginning. */
  private void value(@Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case JsonNull _ -> out.append("null");
      case Map<?, ?> members -> begin('{', '}', members.entrySet().iterator());
      case List<?> elements -> begin('[', ']', elements.iterator());
      case CharSequence text -> string(text);
      case Boolean bool -> out.append(bool.booleanValue());
      case Integer number -> out.append(number.intValue());
      case Long number -> out.append(number.longValue());
      case BigInteger number -> out.append(number);
      case Double number -> real(number);
      default ->
          throw new IllegalArgumentException("not a JSON value: " + value.getClass().getName());
    }
  }

  private void begin(char opening, char closing, Iterator<?> rest) {
    if (open.size() == MAX_NESTING) {
      throw new IllegalArgumentException("nested deeper than " + MAX_NESTING + " levels");
    }
    out.append(opening);
    open.push(new Level(rest, closing));
  }

  /** Writes the next member or element of the innermost map or list, or its end. */
  private void next(Level level) {
    if (!level.rest.hasNext()) {
      open.pop();
      newLine();
      out.append(level.closing);
      return;
    }
    if (level.started) {
      out.append(',');
    }
    level.started = true;
    newLine();
    switch (level.rest.next()) {
      case Map.Entry<?, ?> member when level.closing == '}' -> member(member);
      case null -> value(null);
      case Object element -> value(element);
    }
  }

  private void member(Map.Entry<?, ?> member) {
    string((CharSequence) member.getKey());
    out.append(pretty ? ": " : ":");
    value(member.getValue());
  }

  private void newLine() {
    if (pretty) {
      out.append('\n').repeat(INDENT, open.size());
    }
  }

  private void real(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("JSON has no number " + number);
    }
    out.append(Numbers.text(number));
  }

  private void string(CharSequence text) {
    out.append('"');
    for (int i = 0; i < text.length() && out.length() <= limit; i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        int pair = Character.codePointAt(text, i);
        if (Character.isSupplementaryCodePoint(pair)) {
          escape(c);
          escape(text.charAt(++i));
        } else {
          escape('\ufffd');
        }
      } else {
        character(c);
      }
    }
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < 0x20 || c > 0x7e) {
          escape(c);
        } else {
          out.append(c);
        }
      }
    }
  }

  private void escape(char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX_DIGITS.charAt((c >> shift) & 0xf));
    }
  }

  /** A map or list that is begun and not ended: the text may nest deeper than a thread's stack. */
  private static final class Level {
    private final Iterator<?> rest;
    private final char closing;
    private boolean started;

    private Level(Iterator<?> rest, char closing) {
      this.rest = rest;
      this.closing = closing;
    }
  }
}
