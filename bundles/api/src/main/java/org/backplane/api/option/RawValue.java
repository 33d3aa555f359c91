package org.backplane.api.option;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value before it is checked against a property. */
public sealed interface RawValue {

  /** The texts given for one key, in the order written. A bare key stands as {@link Bare}. */
  record Words(List<String> occurrences) implements RawValue {
    public Words {
      occurrences = List.copyOf(occurrences);
    }
  }

  /** The elements of a list written as {@code key.0=a,key.1=b}, by index. */
  record Elements(List<String> values) implements RawValue {
    public Elements {
      values = List.copyOf(values);
    }
  }

  /** A key without a value: {@code share}. */
  record Bare() implements RawValue {}

  /**
   * A JSON value as plain Java: {@code Map<String, Object>}, {@code List<Object>}, {@code String},
   * {@code Boolean}, {@code Long}, {@code BigInteger} (2^63 to 2^64-1), {@code Double}, or null.
   */
  record Json(@Nullable Object value) implements RawValue {}
}
