package org.backplane.rng;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** What all {@code rng-*} types have in common. */
final class RngBackendProperties {

  /** The abstract type that they derive from. */
  private static final String PARENT = "rng-backend";

  private static final String OPENED = "opened";

  private RngBackendProperties() {}

  /** Describes a type of the family: the common properties, then its own. */
  static TypeDescription type(String name, String summary, Property... own) {
    var opened = Property.readOnly(OPENED, new PropertyKind.Bool(), "whether the source is in use");
    List<Property> all = Stream.concat(Stream.of(opened), Stream.of(own)).toList();
    return new TypeDescription(name, PARENT, Container.OBJECTS, summary, all)
        .measuring(RequestMeter.commonAnd());
  }

  /** How a live backend reads back: it is open from its making to its end. */
  static Optional<PropertyValue> readLive(String property) {
    return property.equals(OPENED) ? Optional.of(new PropertyValue.Bool(true)) : Optional.empty();
  }
}
