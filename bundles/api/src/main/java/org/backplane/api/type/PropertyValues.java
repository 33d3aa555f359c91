package org.backplane.api.type;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The checked values of one definition: given ones and defaults. The typed getters throw {@link
 * IllegalArgumentException} for a name or kind that the type does not describe, which is an error
 * in the caller, not in the input.
 */
public final class PropertyValues {

  private final Map<String, PropertyValue> values;

  public PropertyValues(Map<String, PropertyValue> values) {
    this.values = Map.copyOf(values);
  }

  /** The value, if one was given or has a default. */
  public Optional<PropertyValue> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  public boolean bool(String name) {
    return value(name, PropertyValue.Bool.class).value();
  }

  /** A number or size; read as unsigned. */
  public long number(String name) {
    return value(name, PropertyValue.Unsigned.class).value();
  }

  public String text(String name) {
    return value(name, PropertyValue.Text.class).value();
  }

  /** The text, if one was given or has a default. */
  public Optional<String> findText(String name) {
    return values.containsKey(name) ? Optional.of(text(name)) : Optional.empty();
  }

  public List<Integer> numbers(String name) {
    return value(name, PropertyValue.Numbers.class).values();
  }

  /** These values with one replaced. */
  public PropertyValues with(String name, PropertyValue value) {
    var copy = new LinkedHashMap<>(values);
    copy.put(name, value);
    return new PropertyValues(copy);
  }

  private <V extends PropertyValue> V value(String name, Class<V> kind) {
    PropertyValue value = values.get(name);
    if (!kind.isInstance(value)) {
      throw new IllegalArgumentException(
          "no %s named '%s' among %s".formatted(kind.getSimpleName(), name, values.keySet()));
    }
    return kind.cast(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PropertyValues that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
