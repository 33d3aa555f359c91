package org.backplane.monitor.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.backplane.api.BackplaneException;
import org.backplane.api.type.PropertyValue;
import org.jspecify.annotations.Nullable;

/** A node of the object tree at one moment. */
final class QomNode {

  static final String CONTAINER = "container";
  static final String TYPE = "type";

  private final String name;
  private final String type;
  private final @Nullable QomNode parent;
  private final SequencedMap<String, QomNode> children = new LinkedHashMap<>();
  private final SequencedMap<String, NodeProperty> properties = new LinkedHashMap<>();
  private final Values values;

  private QomNode(
      String name,
      String type,
      @Nullable QomNode parent,
      List<NodeProperty> properties,
      Values values) {
    this.name = name;
    this.type = type;
    this.parent = parent;
    this.values = values;
    properties.forEach(property -> this.properties.put(property.name(), property));
  }

  static QomNode root() {
    return new QomNode("", CONTAINER, null, List.of(), Values.none());
  }

  /** Adds a child; one of that name gives way but leaves its children behind. */
  QomNode add(
      String childName, String childType, List<NodeProperty> described, Values childValues) {
    var child = new QomNode(childName, childType, this, described, childValues);
    QomNode before = children.put(childName, child);
    if (before != null) {
      child.children.putAll(before.children);
    }
    return child;
  }

  /** The container of that name, made if it is not there. */
  QomNode container(String childName) {
    QomNode there = children.get(childName);
    return there != null ? there : add(childName, CONTAINER, List.of(), Values.none());
  }

  String name() {
    return name;
  }

  String type() {
    return type;
  }

  Values values() {
    return values;
  }

  Optional<QomNode> child(String childName) {
    return Optional.ofNullable(children.get(childName));
  }

  Collection<QomNode> children() {
    return children.sequencedValues();
  }

  Optional<NodeProperty> property(String propertyName) {
    return Optional.ofNullable(properties.get(propertyName));
  }

  /** Names of everything that can be read here. */
  List<String> names() {
    return list().stream().map(QomProperty::name).toList();
  }

  /** The lines of {@code qom-list}. */
  List<QomProperty> list() {
    var lines = new ArrayList<QomProperty>();
    lines.add(new QomProperty(TYPE, "string"));
    properties.values().stream()
        .filter(property -> !property.name().equals(TYPE))
        .forEach(property -> lines.add(new QomProperty(property.name(), property.type())));
    children
        .values()
        .forEach(child -> lines.add(new QomProperty(child.name, "child<" + child.type + ">")));
    return lines;
  }

  /** What a link names; empty when it is unset, unreadable or no link. */
  Optional<String> link(String propertyName) {
    if (property(propertyName).flatMap(NodeProperty::target).isEmpty()) {
      return Optional.empty();
    }
    try {
      return values
          .get(propertyName)
          .map(value -> value instanceof PropertyValue.Text(var text) ? text : "")
          .filter(text -> !text.isEmpty());
    } catch (BackplaneException _) {
      return Optional.empty(); // deleted meanwhile: a dangling link reads as unset
    }
  }

  /** The canonical path. */
  String path() {
    if (parent == null) {
      return "/";
    }
    String above = parent.path();
    return above.equals("/") ? "/" + name : above + "/" + name;
  }
}
