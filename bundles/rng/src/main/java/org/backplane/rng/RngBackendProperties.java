package org.backplane.rng;

import java.util.List;
import java.util.Optional;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;

/** What all {@code rng-*} types have in common. */
final class RngBackendProperties {

  /** The abstract type that they derive from. */
  static final String PARENT = "rng-backend";

  static final String OPENED = "opened";

  private RngBackendProperties() {}

  /** The common properties; a type adds its own behind them. */
  static List<Property> common() {
    return List.of(
        Property.readOnly(OPENED, new PropertyKind.Bool(), "whether the source is in use"));
  }

  /** How a live backend reads back: it is open from its making to its end. */
  static Optional<PropertyValue> readLive(String property) {
    return property.equals(OPENED) ? Optional.of(new PropertyValue.Bool(true)) : Optional.empty();
  }
}
