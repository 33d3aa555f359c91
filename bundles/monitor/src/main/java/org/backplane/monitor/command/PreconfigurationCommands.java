package org.backplane.monitor.command;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.launch.Preconfiguration;
import org.backplane.monitor.control.Present;

/** The command that ends a host's wait before it builds its machine. */
public final class PreconfigurationCommands implements CommandGroup {

  private static final String EXIT = "x-exit-preconfig";

  private final Present<Preconfiguration> waiting;

  public PreconfigurationCommands(Present<Preconfiguration> waiting) {
    this.waiting = waiting;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.action(Signature.of(EXIT, "lets the machine be built"), _ -> leave())
            .beforeMachine()
            .with("unstable"));
  }

  private void leave() throws BackplaneException {
    waiting
        .find()
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    EXIT, "the host does not wait", "it does with --preconfig, until it is told"))
        .leave();
  }
}
