package org.backplane.monitor.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.RunState;
import org.backplane.monitor.control.MachineEvents;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.schema.EventType;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.schema.Shape;
import org.backplane.monitor.tree.Harts;

/** Commands about the machine: how it is, and what it shall do. */
public final class MachineCommands implements CommandGroup {

  private static final Form<RunState> STATUS =
      ObjectForm.<RunState>empty()
          .with("status", Form.words(RunState.class, RunState::wireName), state -> state)
          .bool("singlestep", _ -> false)
          .bool("running", state -> state == RunState.RUNNING);

  private static final Form<Harts.Hart> CPU =
      ObjectForm.<Harts.Hart>empty()
          .integer("cpu-index", Harts.Hart::index)
          .text("qom-path", Harts.Hart::path)
          // Harts are threads of this process whose numbers the JVM does not tell.
          .integer("thread-id", _ -> ProcessHandle.current().pid())
          .with("props", ObjectForm.empty(), hart -> hart)
          .text("target", Harts.Hart::architecture);

  private final RunControl control;

  public MachineCommands(RunControl control) {
    this.control = control;
  }

  @Override
  public List<EventType<?>> events() {
    return MachineEvents.TYPES;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
                Signature.of("query-status", "tells whether the machine runs"),
                STATUS,
                _ -> control.state())
            .outOfBand()
            .beforeMachine(),
        Command.query(
            Signature.of("query-cpus-fast", "lists the CPUs"),
            CPU.list(),
            _ -> control.machine().map(Harts::of).orElse(List.of())),
        action("stop", "pauses the machine", control::stop),
        action("cont", "starts the machine or lets it go on", control::cont),
        action("system_reset", "resets the machine", control::reset),
        action("system_powerdown", "asks the guest to power off", control::powerdown),
        new Command(
                Signature.of("quit", "ends the machine and this process"),
                Shape.NOTHING,
                Command.Traits.NONE,
                _ -> new Answer(Map.of(), Optional.of(control.quit())))
            .beforeMachine());
  }

  @FunctionalInterface
  private interface Action {
    void act() throws BackplaneException;
  }

  private static Command action(String name, String summary, Action action) {
    return Command.action(Signature.of(name, summary), _ -> action.act());
  }
}
