package org.backplane.monitor.tree;

import java.util.Optional;
import org.backplane.api.type.Property;
import org.backplane.monitor.report.JsonValues;

/**
 * A property of a type as the commands about types show it.
 *
 * @param type such as {@code string} or {@code link<rng-backend>}
 * @param description one line of help
 * @param defaultValue its default as JSON
 */
public record TypeProperty(
    String name, String type, Optional<String> description, Optional<Object> defaultValue) {

  static TypeProperty of(Property property) {
    return new TypeProperty(
        property.name(),
        property.kind().qomName(),
        Optional.of(property.summary()),
        property.defaultValue().map(JsonValues::of));
  }
}
