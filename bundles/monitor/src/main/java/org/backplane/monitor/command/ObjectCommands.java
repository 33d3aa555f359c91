package org.backplane.monitor.command;

import static org.backplane.monitor.command.Argument.Kind.TEXT;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.json.JsonNull;
import org.backplane.monitor.control.Objects;
import org.backplane.monitor.report.Members;

/** Commands that make, delete and list objects. */
public final class ObjectCommands implements CommandGroup {

  private static final String TYPE = "qom-type";
  private static final String ID = "id";

  private final ObjectRegistry registry;
  private final Objects objects;

  public ObjectCommands(ObjectRegistry registry, Objects objects) {
    this.registry = registry;
    this.objects = objects;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        new Command(
            Signature.open(
                "object-add",
                "makes an object; its properties are further members",
                Argument.required(TYPE, TEXT, "the object's type"),
                Argument.required(ID, TEXT, "the object's id")),
            this::add),
        new Command(
            Signature.of(
                "object-del", "deletes an object", Argument.required(ID, TEXT, "the object's id")),
            this::delete),
        new Command(
            Signature.of("x-query-objects", "lists every definition and what became of it"),
            _ -> Answer.of(everything())));
  }

  private Answer add(Arguments arguments) throws BackplaneException {
    var members = new LinkedHashMap<String, RawValue>();
    arguments.without(TYPE, ID).forEach((name, value) -> members.put(name, raw(value)));
    objects.add(arguments.text(TYPE), arguments.text(ID), new Options(Dialect.JSON, members));
    return Answer.done();
  }

  static RawValue raw(Object value) {
    return new RawValue.Json(value instanceof JsonNull ? null : value);
  }

  private Answer delete(Arguments arguments) throws BackplaneException {
    objects.delete(Container.OBJECTS, arguments.text(ID));
    return Answer.done();
  }

  private List<Map<String, Object>> everything() {
    return Stream.of(Container.OBJECTS, Container.CHARDEVS)
        .flatMap(container -> registry.list(container).stream())
        .map(ObjectCommands::line)
        .toList();
  }

  private static Map<String, Object> line(ObjectStatus status) {
    return new Members()
        .with(ID, status.path().id())
        .with("type", status.typeName())
        .with("container", status.path().container().folder())
        .with("phase", status.phase().name().toLowerCase(Locale.ROOT))
        .with("reason", status.reason())
        .with("holders", status.holders())
        .toMap();
  }
}
