package org.backplane.trace;

import java.util.List;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.TraceField.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What an event tells, made plain on the thread where it happens: a {@link Long}, {@link Boolean}
 * or {@link String} for each field, as its kind says, or null where the value is not of that kind.
 * Nothing of the bundle that told it is held on to.
 */
final class Told {

  private static final int MAX_TEXT = 1024;

  private final @Nullable Object[] plain;

  private Told(@Nullable Object[] plain) {
    this.plain = plain;
  }

  /**
   * What a bundle says, be it ever so wrong: too few values, too many, none at all.
   *
   * @param fields what it promised to say
   */
  static Told of(List<TraceField> fields, Object @Nullable [] values) {
    var plain = new @Nullable Object[fields.size()];
    if (values != null) {
      for (int i = 0; i < plain.length && i < values.length; i++) {
        plain[i] = plain(fields.get(i).kind(), values[i]);
      }
    }
    return new Told(plain);
  }

  /** The value of a field. */
  @Nullable Object value(int field) {
    return plain[field];
  }

  int fields() {
    return plain.length;
  }

  private static @Nullable Object plain(Kind kind, @Nullable Object value) {
    return switch (kind) {
      case TEXT -> text(value);
      case TRUTH -> value instanceof Boolean ? value : null;
      case SIGNED -> value instanceof Number number ? (Object) number.longValue() : null;
      case UNSIGNED, HEX -> value instanceof Number number ? (Object) unsigned(number) : null;
    };
  }

  private static long unsigned(Number number) {
    return switch (number) {
      case Byte b -> Byte.toUnsignedLong(b);
      case Short s -> Short.toUnsignedLong(s);
      case Integer i -> Integer.toUnsignedLong(i);
      default -> number.longValue();
    };
  }

  private static String text(@Nullable Object value) {
    String text;
    try {
      text = String.valueOf(value);
    } catch (RuntimeException | StackOverflowError e) {
      text = "<" + e.getClass().getSimpleName() + ">";
    }
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
  }
}
