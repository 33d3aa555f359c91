package org.backplane.api.type;

import java.util.List;

/** A property's value after checking: what backends, monitors and forms exchange. */
public sealed interface PropertyValue {

  /** Yes or no. */
  record Bool(boolean value) implements PropertyValue {}

  /** A whole number or a size in bytes, 0 to 2^64-1: read as unsigned. */
  record Unsigned(long value) implements PropertyValue {
    /** The value in decimal, as unsigned. */
    @Override
    public String toString() {
      return Long.toUnsignedString(value);
    }
  }

  /** Any text; also the word of a {@link PropertyKind.Choice} and the id or path of a link. */
  record Text(String value) implements PropertyValue {}

  /** Whole numbers in the order in which they read back. */
  record Numbers(List<Integer> values) implements PropertyValue {
    public Numbers {
      values = List.copyOf(values);
    }
  }
}
