package org.backplane.vm.runtime;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;

/** Takes plain numbers, on and off, and texts; refuses unknown and missing names. */
final class FakeParser implements OptionParser {

  @Override
  public PropertyValues check(TypeDescription type, String subject, Options options)
      throws InvalidRequestException {
    Map<String, PropertyValue> values = new LinkedHashMap<>();
    type.properties()
        .forEach(
            property -> property.defaultValue().ifPresent(v -> values.put(property.name(), v)));
    for (String name : options.members().keySet()) {
      Property property =
          type.property(name)
              .filter(Property::writable)
              .orElseThrow(
                  () -> new InvalidRequestException(subject, "no property '" + name + "'", ""));
      values.put(name, value(property.kind(), options.text(name).orElseThrow()));
    }
    for (Property property : type.properties()) {
      if (property.required() && !values.containsKey(property.name())) {
        throw new InvalidRequestException(subject, property.name() + " is missing", "");
      }
    }
    return new PropertyValues(values);
  }

  private static PropertyValue value(PropertyKind kind, String text) {
    return switch (kind) {
      case PropertyKind.Size _, PropertyKind.Unsigned _ ->
          new PropertyValue.Unsigned(
              text.startsWith("0x")
                  ? Long.parseUnsignedLong(text.substring(2), 16)
                  : Long.parseUnsignedLong(text));
      case PropertyKind.Bool _ -> new PropertyValue.Bool(text.equals("on"));
      default -> new PropertyValue.Text(text);
    };
  }

  @Override
  public String nearest(String word, List<String> candidates) {
    return "one of " + candidates;
  }

  @Override
  public Options split(String text, String impliedKey, Dialect dialect) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PropertyValue check(Property property, String subject, RawValue value, Dialect dialect) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long size(String text, String subject) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String help(TypeDescription type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String help(Collection<TypeDescription> types) {
    throw new UnsupportedOperationException();
  }
}
