package org.backplane.monitor.tree;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Property;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.control.Present;
import org.backplane.monitor.report.JsonValues;
import org.backplane.monitor.report.Wording;

/**
 * The object tree that {@code qom-*} commands walk: objects, character devices, the machine with
 * its devices. Each call looks at the tree of its moment.
 */
public final class QomTree {

  private final ObjectRegistry registry;
  private final OptionParser parser;
  private final Present<VirtualMachine> machine;
  private final Present<MachineBuilder> builder;

  public QomTree(
      ObjectRegistry registry,
      OptionParser parser,
      Present<VirtualMachine> machine,
      Present<MachineBuilder> builder) {
    this.registry = registry;
    this.parser = parser;
    this.machine = machine;
    this.builder = builder;
  }

  /**
   * The properties of a node.
   *
   * @throws org.backplane.api.MissingReferenceException no such path
   * @throws InvalidRequestException a partial path fits several nodes
   */
  public List<QomProperty> list(String path) throws BackplaneException {
    return resolver().resolve(path).list();
  }

  /**
   * Visits a node and all below it, siblings by name.
   *
   * @throws BackplaneException as {@link #list}
   */
  public void walk(String path, Visitor visitor) throws BackplaneException {
    walk(resolver().resolve(path), 0, visitor);
  }

  /** Sees the nodes of a walk. */
  @FunctionalInterface
  public interface Visitor {
    void visit(int depth, String name, String type);
  }

  private static void walk(QomNode node, int depth, Visitor visitor) {
    visitor.visit(depth, node.name(), node.type());
    node.children().stream()
        .sorted(Comparator.comparing(QomNode::name))
        .forEach(child -> walk(child, depth + 1, visitor));
  }

  /** How the type of a node describes a property; empty when it does not, or there is no node. */
  public Optional<Property> property(String path, String name) {
    try {
      return types()
          .find(only(resolver(), path).type())
          .flatMap(QomType::description)
          .flatMap(type -> type.property(name));
    } catch (BackplaneException _) {
      return Optional.empty();
    }
  }

  /**
   * A property's value as JSON; children and links read as canonical paths.
   *
   * @throws org.backplane.api.MissingReferenceException no such path, or it is ambiguous
   * @throws InvalidRequestException no such property
   */
  public Object get(String path, String property) throws BackplaneException {
    Resolver resolver = resolver();
    QomNode node = only(resolver, path);
    if (property.equals(QomNode.TYPE)) {
      return node.type();
    }
    Optional<QomNode> child = node.child(property);
    if (child.isPresent()) {
      return child.get().path();
    }
    NodeProperty described = described(node, property);
    if (described.target().isPresent()) {
      return resolver.follow(node, property).map(QomNode::path).orElse("");
    }
    return node.values().get(property).map(JsonValues::of).orElse(described.unset());
  }

  /**
   * Sets a property.
   *
   * @throws BackplaneException as {@link #get}, or the property refuses the value
   */
  public void set(String path, String property, RawValue value, Dialect dialect)
      throws BackplaneException {
    QomNode node = only(resolver(), path);
    if (property.equals(QomNode.TYPE) || node.child(property).isPresent()) {
      throw new InvalidRequestException(
          node.path(), "property " + Wording.quoted(property) + " cannot be written", "");
    }
    described(node, property);
    node.values().set(property, value, dialect);
  }

  /** {@code qom-get} and {@code qom-set} take an ambiguous path for one that is not there. */
  private static QomNode only(Resolver resolver, String path) throws BackplaneException {
    try {
      return resolver.resolve(path);
    } catch (InvalidRequestException _) {
      throw Resolver.missing(path);
    }
  }

  private NodeProperty described(QomNode node, String property) throws InvalidRequestException {
    Optional<NodeProperty> described = node.property(property);
    if (described.isEmpty()) {
      throw new InvalidRequestException(
          node.path(),
          "there is no property " + Wording.quoted(property),
          Wording.advice(parser, property, node.names()));
    }
    return described.get();
  }

  private Resolver resolver() {
    var plan = new Plan(registry);
    machine.find().ifPresent(present -> plan.withMachine(present, machineType(present.type())));
    return new Resolver(plan.withObjects().root(), types());
  }

  private Optional<TypeDescription> machineType(String name) {
    return builder.find().map(MachineBuilder::machineTypes).orElse(List.of()).stream()
        .filter(
            type -> TypeTree.machineTypeName(type.name()).equals(TypeTree.machineTypeName(name)))
        .findFirst();
  }

  TypeTree types() {
    return new TypeTree(
        registry.types(),
        builder.find().map(MachineBuilder::deviceTypes).orElse(List.of()),
        builder.find().map(MachineBuilder::machineTypes).orElse(List.of()));
  }
}
