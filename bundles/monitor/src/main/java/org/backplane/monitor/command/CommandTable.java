package org.backplane.monitor.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.monitor.report.Members;

/** All commands that a monitor offers, {@code query-commands} among them. */
public final class CommandTable {

  private final Map<String, Command> byName = new LinkedHashMap<>();

  /**
   * @param always names of commands that every session has besides these
   */
  public CommandTable(List<CommandGroup> groups, List<String> always) {
    for (CommandGroup group : groups) {
      group.commands().forEach(this::add);
    }
    add(queryCommands(always));
  }

  private void add(Command command) {
    if (byName.putIfAbsent(command.name(), command) != null) {
      throw new IllegalArgumentException("command " + command.name() + " is offered twice");
    }
  }

  private Command queryCommands(List<String> always) {
    var signature = Signature.of("query-commands", "lists the commands of this monitor");
    return new Command(
        signature,
        _ -> {
          var names = new ArrayList<>(always);
          names.addAll(byName.keySet());
          return Answer.of(names.stream().map(name -> Members.of("name", name)).toList());
        });
  }

  public Optional<Command> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The names in the order of registration. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }
}
