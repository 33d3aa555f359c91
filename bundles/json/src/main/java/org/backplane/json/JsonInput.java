package org.backplane.json;

/** What {@link JsonTextReader} found in a stream: a complete value, or a piece that is none. */
public sealed interface JsonInput {
  /**
   * A complete top-level value.
   *
   * @param value {@code Map<String, Object>} in the order of the text, {@code List<Object>}, {@code
   *     String}, {@code Boolean}, {@code Long}, {@code BigInteger} (from 2^63 to 2^64-1 only),
   *     {@code Double} or {@link JsonNull#NULL}; maps and lists may be changed
   */
  record Value(Object value) implements JsonInput {}

  /**
   * A piece that was dropped. What follows it is read afresh.
   *
   * @param error why
   */
  record Malformed(JsonException error) implements JsonInput {}
}
