package org.backplane.monitor.command;

import java.util.List;
import org.backplane.monitor.schema.EventType;

/** Commands and events about one subject. */
@FunctionalInterface
public interface CommandGroup {

  List<Command> commands();

  /** What peers are told of it unasked. */
  default List<EventType<?>> events() {
    return List.of();
  }
}
