package org.backplane.monitor.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.option.OptionParser;
import org.backplane.api.type.Property;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.report.JsonValues;
import org.backplane.monitor.report.Members;
import org.backplane.monitor.report.Wording;
import org.backplane.monitor.tree.QomType.Role;

/** What the commands about types answer. */
public final class TypeQueries {

  private final QomTree tree;
  private final OptionParser parser;

  public TypeQueries(QomTree tree, OptionParser parser) {
    this.tree = tree;
    this.parser = parser;
  }

  /**
   * The types as {@code qom-list-types} shows them.
   *
   * @param wanted only those that are, derive from or implement it
   * @param abstractToo whether to show types that cannot have objects
   */
  public List<Map<String, Object>> list(Optional<String> wanted, boolean abstractToo) {
    TypeTree types = tree.types();
    return types.all().stream()
        .filter(type -> abstractToo || type.concrete())
        .filter(type -> wanted.isEmpty() || types.conforms(type.name(), wanted.get()))
        .map(TypeQueries::line)
        .toList();
  }

  private static Map<String, Object> line(QomType type) {
    var line = new Members().with("name", type.name()).with("parent", type.parent());
    return type.concrete() ? line.toMap() : line.with("abstract", true).toMap();
  }

  /**
   * The properties of a type as {@code qom-list-properties} shows them; an abstract type has but
   * its {@code type}.
   *
   * @throws MissingReferenceException no such type
   * @throws InvalidRequestException it is an interface
   */
  public List<Map<String, Object>> properties(String name) throws BackplaneException {
    QomType type = find(name);
    if (type.role() == Role.INTERFACE) {
      throw new InvalidRequestException(
          "type " + Wording.quoted(name), "it is an interface", "name a type that implements it");
    }
    var lines = new ArrayList<Map<String, Object>>();
    lines.add(new Members().with("name", QomNode.TYPE).with("type", "string").toMap());
    lines.addAll(described(type));
    return lines;
  }

  /**
   * The properties of a device type.
   *
   * @throws MissingReferenceException no such type
   * @throws InvalidRequestException it is no device, or abstract
   */
  public List<Map<String, Object>> deviceProperties(String name) throws BackplaneException {
    QomType type = find(name);
    if (type.role() != Role.DEVICE) {
      throw new InvalidRequestException(
          "type " + Wording.quoted(name),
          "it is not a device that can be made",
          "qom-list-types with implements=device lists those");
    }
    return described(type);
  }

  private QomType find(String name) throws MissingReferenceException {
    TypeTree types = tree.types();
    Optional<QomType> type = types.find(name);
    if (type.isEmpty()) {
      throw new MissingReferenceException(
          "type " + Wording.quoted(name),
          "there is no such type",
          Wording.advice(parser, name, types.names()));
    }
    return type.get();
  }

  private static List<Map<String, Object>> described(QomType type) {
    return type.description().map(TypeDescription::properties).orElse(List.of()).stream()
        .filter(property -> !property.name().equals(QomNode.TYPE))
        .map(TypeQueries::line)
        .toList();
  }

  private static Map<String, Object> line(Property property) {
    return new Members()
        .with("name", property.name())
        .with("type", property.kind().qomName())
        .with("description", property.summary())
        .with("default-value", property.defaultValue().map(JsonValues::of))
        .toMap();
  }
}
