package org.backplane.monitor.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.monitor.schema.Entity.Member;
import org.backplane.monitor.schema.Entity.Variant;
import org.backplane.monitor.schema.Shape.Field;

/**
 * Describes commands and events of one moment to clients. Types get numbers for names; equal ones
 * share one.
 */
public final class Schema {

  private final List<Entity> operations = new ArrayList<>();
  private final List<Entity> types = new ArrayList<>();
  private final Map<Shape, String> names = new HashMap<>();
  private int numbered;

  /** A schema of nothing. The empty object is the first type, as clients are used to. */
  public Schema() {
    name(Shape.NOTHING);
  }

  /** How a schema is told. */
  public static Form<Schema> form() {
    return Form.of(Entity.FORM.shape(), schema -> Entity.FORM.of(schema.entities()));
  }

  /** Adds a command. */
  public void command(
      String name, Shape arguments, Shape result, boolean outOfBand, List<String> features) {
    operations.add(new Entity.Command(name, name(arguments), name(result), outOfBand, features));
  }

  /** Adds an event. */
  public void event(EventType<?> event) {
    operations.add(new Entity.Event(event.name(), name(event.data().shape())));
  }

  private List<Entity> entities() {
    var all = new ArrayList<>(operations);
    all.addAll(types);
    return all;
  }

  private String name(Shape shape) {
    if (shape instanceof Shape.Live(var now)) {
      return name(now.get());
    }
    String known = names.get(shape);
    return known != null ? known : define(shape);
  }

  private String define(Shape shape) {
    Entity entity =
        switch (shape) {
          case Builtin builtin -> new Entity.Plain(builtin.typeName(), builtin.jsonType());
          case Shape.ListOf(Shape element) -> {
            String name = name(element);
            yield new Entity.Array("[" + name + "]", name);
          }
          case Shape.Words(var choices) -> new Entity.Choice(number(), choices);
          case Shape.Fields(var fields) ->
              new Entity.Members(number(), members(fields), Optional.empty(), List.of());
          case Shape.Union union ->
              new Entity.Members(
                  number(), members(union.fields()), Optional.of(union.tag()), variants(union));
          case Shape.AnyOf(var shapes) ->
              new Entity.Alternate(number(), shapes.stream().map(this::name).toList());
          case Shape.Live live -> throw new IllegalArgumentException("not resolved: " + live);
        };
    types.add(entity);
    names.put(shape, entity.name());
    return entity.name();
  }

  private String number() {
    return Integer.toString(numbered++);
  }

  private List<Member> members(List<Field> fields) {
    return fields.stream()
        .map(field -> new Member(field.name(), name(field.shape()), field.optional()))
        .toList();
  }

  private List<Variant> variants(Shape.Union union) {
    var variants = new ArrayList<Variant>();
    union.sorted().forEach((word, fields) -> variants.add(new Variant(word, name(fields))));
    return variants;
  }
}
