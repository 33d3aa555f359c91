package org.backplane.monitor.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.RunState;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.report.Members;
import org.backplane.monitor.tree.Harts;

/** Commands about the machine: how it is, and what it shall do. */
public final class MachineCommands implements CommandGroup {

  private final RunControl control;

  public MachineCommands(RunControl control) {
    this.control = control;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        query("query-status", "tells whether the machine runs", this::status),
        query("query-cpus-fast", "lists the CPUs", this::cpus),
        action("stop", "pauses the machine", control::stop),
        action("cont", "starts the machine or lets it go on", control::cont),
        action("system_reset", "resets the machine", control::reset),
        action("system_powerdown", "asks the guest to power off", control::powerdown),
        new Command(
            Signature.of("quit", "ends the machine and this process"),
            _ -> new Answer(Map.of(), Optional.of(control.quit()))));
  }

  @FunctionalInterface
  private interface Query {
    Object ask();
  }

  @FunctionalInterface
  private interface Action {
    void act() throws BackplaneException;
  }

  private static Command query(String name, String summary, Query query) {
    return new Command(Signature.of(name, summary), _ -> Answer.of(query.ask()));
  }

  private static Command action(String name, String summary, Action action) {
    return new Command(
        Signature.of(name, summary),
        _ -> {
          action.act();
          return Answer.done();
        });
  }

  private Object status() {
    RunState state = control.state();
    return new Members()
        .with("status", state.wireName())
        .with("singlestep", false)
        .with("running", state == RunState.RUNNING)
        .toMap();
  }

  private Object cpus() {
    return control.machine().map(Harts::of).orElse(List.of()).stream()
        .map(MachineCommands::cpu)
        .toList();
  }

  private static Map<String, Object> cpu(Harts.Hart hart) {
    return new Members()
        .with("cpu-index", hart.index())
        .with("qom-path", hart.path())
        // Harts are threads of this process whose numbers the JVM does not tell.
        .with("thread-id", ProcessHandle.current().pid())
        .with("props", Map.of())
        .with("target", hart.architecture())
        .toMap();
  }
}
