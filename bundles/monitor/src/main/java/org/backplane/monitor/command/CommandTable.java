package org.backplane.monitor.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.monitor.schema.EventType;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.schema.Schema;
import org.backplane.monitor.schema.Shape;

/** All commands that a monitor offers, and those that describe it. */
public final class CommandTable {

  private static final Form<String> NAME = ObjectForm.<String>empty().text("name", name -> name);

  private final Map<String, Command> byName = new LinkedHashMap<>();
  private final List<Signature> always;
  private final List<EventType<?>> events;

  /**
   * @param always commands that every session has besides these, and that answer nothing
   */
  public CommandTable(List<CommandGroup> groups, List<Signature> always) {
    this.always = List.copyOf(always);
    events = groups.stream().flatMap(group -> group.events().stream()).toList();
    for (CommandGroup group : groups) {
      group.commands().forEach(this::add);
    }
    add(
        Command.query(
                Signature.of("query-commands", "lists the commands of this monitor"),
                NAME.list(),
                _ -> allNames())
            .beforeMachine());
    add(
        Command.query(
                Signature.of("query-qmp-schema", "describes commands, events and their types"),
                Schema.form(),
                _ -> schema())
            .beforeMachine());
  }

  private void add(Command command) {
    if (byName.putIfAbsent(command.name(), command) != null) {
      throw new IllegalArgumentException("command " + command.name() + " is offered twice");
    }
  }

  private List<String> allNames() {
    var names = new ArrayList<>(always.stream().map(Signature::name).toList());
    names.addAll(byName.keySet());
    return names;
  }

  /** What clients may rely on at this moment: the types that bundles offer are part of it. */
  private Schema schema() {
    var schema = new Schema();
    for (Signature signature : always) {
      schema.command(signature.name(), signature.shape(), Shape.NOTHING, false, List.of());
    }
    for (Command command : byName.values()) {
      schema.command(
          command.name(),
          command.signature().shape(),
          command.returns(),
          command.traits().outOfBand(),
          command.traits().features());
    }
    events.forEach(schema::event);
    return schema;
  }

  public Optional<Command> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The names in the order of registration. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }
}
