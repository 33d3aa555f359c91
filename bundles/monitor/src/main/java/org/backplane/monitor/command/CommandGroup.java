package org.backplane.monitor.command;

import java.util.List;

/** Commands about one subject. */
@FunctionalInterface
public interface CommandGroup {
  List<Command> commands();
}
