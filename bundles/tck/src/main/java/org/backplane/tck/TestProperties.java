package org.backplane.tck;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;

/** Checked property values from plain Java ones, for tests. */
public final class TestProperties {

  private TestProperties() {}

  /**
   * The given values and the type's defaults.
   *
   * @param given {@code Boolean}, {@code Integer}, {@code Long}, {@code String} or a list of {@code
   *     Integer} by property name
   * @throws IllegalArgumentException a name is unknown or not writable, a required one missing, or
   *     a value not of its property's kind
   */
  public static PropertyValues of(TypeDescription type, Map<String, ?> given) {
    var values = new LinkedHashMap<String, PropertyValue>();
    for (Property property : type.properties()) {
      property.defaultValue().ifPresent(value -> values.put(property.name(), value));
    }
    given.forEach((name, value) -> values.put(name, checked(type, name, value(value))));
    for (Property property : type.properties()) {
      if (property.required() && !values.containsKey(property.name())) {
        throw new IllegalArgumentException(type.name() + " needs '" + property.name() + "'");
      }
    }
    return new PropertyValues(values);
  }

  /** The property value of a plain Java one. */
  public static PropertyValue value(Object plain) {
    return switch (plain) {
      case Boolean bool -> new PropertyValue.Bool(bool);
      case Integer number -> new PropertyValue.Unsigned(number);
      case Long number -> new PropertyValue.Unsigned(number);
      case String text -> new PropertyValue.Text(text);
      case List<?> numbers ->
          new PropertyValue.Numbers(numbers.stream().map(Integer.class::cast).toList());
      default -> throw new IllegalArgumentException("no property value: " + plain);
    };
  }

  private static PropertyValue checked(TypeDescription type, String name, PropertyValue value) {
    Property property =
        type.property(name)
            .filter(Property::writable)
            .orElseThrow(
                () -> new IllegalArgumentException(type.name() + " takes no '" + name + "'"));
    if (!valueClass(property.kind()).isInstance(value)) {
      throw new IllegalArgumentException(
          "%s: '%s' takes no %s".formatted(type.name(), name, value));
    }
    return value;
  }

  private static Class<? extends PropertyValue> valueClass(PropertyKind kind) {
    return switch (kind) {
      case PropertyKind.Bool _ -> PropertyValue.Bool.class;
      case PropertyKind.Size _, PropertyKind.Unsigned _ -> PropertyValue.Unsigned.class;
      case PropertyKind.UnsignedSet _ -> PropertyValue.Numbers.class;
      case PropertyKind.Choice _, PropertyKind.Text _, PropertyKind.Link _ ->
          PropertyValue.Text.class;
    };
  }
}
