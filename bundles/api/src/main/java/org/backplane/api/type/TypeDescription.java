package org.backplane.api.type;

import java.util.List;
import java.util.Optional;

/**
 * The one description of a type. Parsing, validation, help, the monitor's answers, configuration
 * forms and the reference pages all come from it.
 *
 * @param name the public name, such as {@code memory-backend-ram}
 * @param parent the abstract type that it belongs to, such as {@code memory-backend}
 * @param container where its objects stand
 * @param summary one line for help texts, without a full stop
 * @param properties all its properties
 */
public record TypeDescription(
    String name, String parent, Container container, String summary, List<Property> properties) {

  public TypeDescription {
    properties = List.copyOf(properties);
    if (properties.stream().map(Property::name).distinct().count() != properties.size()) {
      throw new IllegalArgumentException(name + " describes a property twice");
    }
  }

  /** The property of that name. */
  public Optional<Property> property(String propertyName) {
    return properties.stream().filter(p -> p.name().equals(propertyName)).findFirst();
  }
}
