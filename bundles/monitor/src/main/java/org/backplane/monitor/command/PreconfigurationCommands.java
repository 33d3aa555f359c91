package org.backplane.monitor.command;

import java.util.List;
import org.backplane.monitor.control.RunControl;

/** The command that ends a host's wait before it builds its machine. */
public final class PreconfigurationCommands implements CommandGroup {

  private static final String EXIT = "x-exit-preconfig";

  private final RunControl control;

  public PreconfigurationCommands(RunControl control) {
    this.control = control;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.action(
                Signature.of(EXIT, "lets the machine be built"),
                _ -> control.leavePreconfiguration(EXIT))
            .beforeMachine()
            .with("unstable"));
  }
}
