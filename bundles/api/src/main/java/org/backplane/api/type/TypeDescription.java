package org.backplane.api.type;

import java.util.List;
import java.util.Optional;
import org.backplane.api.metric.MetricDescription;

/**
 * The one description of a type. Parsing, validation, help, the monitor's answers, configuration
 * forms and the reference pages all come from it.
 *
 * @param name the public name, such as {@code memory-backend-ram}
 * @param parent the abstract type that it belongs to, such as {@code memory-backend}
 * @param container where its objects stand
 * @param summary one line for help texts, without a full stop
 * @param properties all its properties
 * @param metrics what its objects measure
 */
public record TypeDescription(
    String name,
    String parent,
    Container container,
    String summary,
    List<Property> properties,
    List<MetricDescription> metrics) {

  public TypeDescription {
    properties = List.copyOf(properties);
    metrics = List.copyOf(metrics);
    if (properties.stream().map(Property::name).distinct().count() != properties.size()) {
      throw new IllegalArgumentException(name + " describes a property twice");
    }
  }

  /** A type whose objects measure nothing. */
  public TypeDescription(
      String name, String parent, Container container, String summary, List<Property> properties) {
    this(name, parent, container, summary, properties, List.of());
  }

  /** This type, whose objects measure something. */
  public TypeDescription measuring(MetricDescription... measured) {
    return new TypeDescription(name, parent, container, summary, properties, List.of(measured));
  }

  /** The property of that name. */
  public Optional<Property> property(String propertyName) {
    return properties.stream().filter(p -> p.name().equals(propertyName)).findFirst();
  }
}
