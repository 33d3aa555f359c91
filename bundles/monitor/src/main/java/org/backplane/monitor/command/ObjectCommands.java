package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;
import org.backplane.json.JsonNull;
import org.backplane.monitor.control.Objects;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.schema.Shape;
import org.backplane.monitor.schema.TypeShapes;

/** Commands that make, delete and list objects. */
public final class ObjectCommands implements CommandGroup {

  private static final String TYPE = "qom-type";
  private static final String ID = "id";

  private static final Form<ObjectStatus> LINE =
      ObjectForm.<ObjectStatus>empty()
          .text(ID, status -> status.path().id())
          .text("type", ObjectStatus::typeName)
          .with(
              "container",
              Form.words(Container.class, Container::folder),
              status -> status.path().container())
          .with(
              "phase",
              Form.words(Phase.class, phase -> phase.name().toLowerCase(Locale.ROOT)),
              ObjectStatus::phase)
          .text("reason", ObjectStatus::reason)
          .with("holders", Form.TEXT.list(), ObjectStatus::holders);

  private final ObjectRegistry registry;
  private final Objects objects;

  public ObjectCommands(ObjectRegistry registry, Objects objects) {
    this.registry = registry;
    this.objects = objects;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.action(
                Signature.open(
                    "object-add",
                    "makes an object; its properties are further members",
                    this::members,
                    Argument.required(TYPE, TEXT, "the object's type"),
                    Argument.required(ID, TEXT, "the object's id")),
                this::add)
            .beforeMachine(),
        Command.action(
                Signature.of(
                    "object-del",
                    "deletes an object",
                    Argument.required(ID, TEXT, "the object's id")),
                this::delete)
            .beforeMachine(),
        Command.query(
                Signature.of("x-query-objects", "lists every definition and what became of it"),
                LINE.list(),
                _ -> everything())
            .beforeMachine());
  }

  private Shape members() {
    List<TypeDescription> types =
        registry.types().stream().filter(t -> t.container() == Container.OBJECTS).toList();
    return TypeShapes.union(TYPE, List.of(new Shape.Field(ID, TEXT, false)), types);
  }

  private void add(Arguments arguments) throws BackplaneException {
    var members = new LinkedHashMap<String, RawValue>();
    arguments.without(TYPE, ID).forEach((name, value) -> members.put(name, raw(value)));
    objects.add(arguments.text(TYPE), arguments.text(ID), new Options(Dialect.JSON, members));
  }

  static RawValue raw(Object value) {
    return new RawValue.Json(value instanceof JsonNull ? null : value);
  }

  private void delete(Arguments arguments) throws BackplaneException {
    objects.delete(Container.OBJECTS, arguments.text(ID));
  }

  private List<ObjectStatus> everything() {
    return Stream.of(Container.OBJECTS, Container.CHARDEVS)
        .flatMap(container -> registry.list(container).stream())
        .toList();
  }
}
