package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.INTEGER;
import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.hmp.Interpreter;
import org.backplane.monitor.hmp.Printed;

/** Runs a line of the human monitor. */
public final class HumanCommand implements CommandGroup {

  private final Interpreter interpreter;
  private final RunControl control;

  public HumanCommand(Interpreter interpreter, RunControl control) {
    this.interpreter = interpreter;
    this.control = control;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        new Command(
                Signature.of(
                    "human-monitor-command",
                    "runs a line of the human monitor and returns what it prints",
                    Argument.required("command-line", TEXT, "the line"),
                    Argument.optional("cpu-index", INTEGER, "a CPU; has no effect")),
                TEXT,
                Command.Traits.NONE,
                this::run)
            // What needs a machine says so by itself, as it does to people.
            .beforeMachine());
  }

  private Answer run(Arguments arguments) throws BackplaneException {
    checkCpu(arguments.findNumber("cpu-index"));
    Printed printed = interpreter.execute(arguments.text("command-line"));
    return new Answer(printed.text(), printed.afterwards());
  }

  /** Index 0 is always fine: clients name it without knowing whether there is a CPU. */
  private void checkCpu(Optional<Number> index) throws InvalidRequestException {
    int harts = control.machine().map(VirtualMachine::harts).orElse(0);
    long wanted = index.map(Number::longValue).orElse(0L);
    if (wanted != 0 && (wanted < 0 || wanted >= harts)) {
      throw new InvalidRequestException(
          "human-monitor-command", "there is no CPU " + index.get(), "leave cpu-index out");
    }
  }
}
