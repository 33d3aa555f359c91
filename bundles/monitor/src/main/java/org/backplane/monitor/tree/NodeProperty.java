package org.backplane.monitor.tree;

import java.util.List;
import java.util.Optional;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.monitor.report.JsonValues;

/**
 * A property of a node.
 *
 * @param type as {@code qom-list} shows it
 * @param target the type that a link's target has; empty for anything else
 * @param unset what it reads as while it has no value
 */
record NodeProperty(String name, String type, Optional<String> target, Object unset) {

  static NodeProperty of(Property property) {
    return new NodeProperty(
        property.name(),
        property.kind().qomName(),
        property.kind() instanceof PropertyKind.Link(var target)
            ? Optional.of(target)
            : Optional.empty(),
        JsonValues.unset(property));
  }

  static List<NodeProperty> of(List<Property> properties) {
    return properties.stream().map(NodeProperty::of).toList();
  }

  /** A number of that type. */
  static NodeProperty number(String name, String type) {
    return new NodeProperty(name, type, Optional.empty(), 0L);
  }

  static NodeProperty link(String name, String target) {
    return new NodeProperty(name, "link<" + target + ">", Optional.of(target), "");
  }
}
