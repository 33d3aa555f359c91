package org.backplane.monitor.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.option.OptionParser;
import org.backplane.api.type.TypeDescription;
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
  public List<QomType> list(Optional<String> wanted, boolean abstractToo) {
    TypeTree types = tree.types();
    return types.all().stream()
        .filter(type -> abstractToo || type.concrete())
        .filter(type -> wanted.isEmpty() || types.conforms(type.name(), wanted.get()))
        .toList();
  }

  /**
   * The properties of a type as {@code qom-list-properties} shows them; an abstract type has but
   * its {@code type}.
   *
   * @throws MissingReferenceException no such type
   * @throws InvalidRequestException it is an interface
   */
  public List<TypeProperty> properties(String name) throws BackplaneException {
    QomType type = find(name);
    if (type.role() == Role.INTERFACE) {
      throw new InvalidRequestException(
          "type " + Wording.quoted(name), "it is an interface", "name a type that implements it");
    }
    var lines = new ArrayList<TypeProperty>();
    lines.add(new TypeProperty(QomNode.TYPE, "string", Optional.empty(), Optional.empty()));
    lines.addAll(described(type));
    return lines;
  }

  /**
   * The properties of a device type.
   *
   * @throws MissingReferenceException no such type
   * @throws InvalidRequestException it is no device, or abstract
   */
  public List<TypeProperty> deviceProperties(String name) throws BackplaneException {
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

  private static List<TypeProperty> described(QomType type) {
    return type.description().map(TypeDescription::properties).orElse(List.of()).stream()
        .filter(property -> !property.name().equals(QomNode.TYPE))
        .map(TypeProperty::of)
        .toList();
  }
}
