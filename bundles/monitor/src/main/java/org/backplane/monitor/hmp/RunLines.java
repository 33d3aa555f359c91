package org.backplane.monitor.hmp;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.monitor.control.RunControl;

/** Lines that start, stop and end the machine. */
public final class RunLines implements LineGroup {

  private static final String LEAVE = "exit_preconfig";

  private final RunControl control;

  public RunLines(RunControl control) {
    this.control = control;
  }

  @Override
  public List<LineCommand> commands() {
    return List.of(
        action("stop|s", "pauses the machine", control::stop),
        action("cont|c", "starts the machine or lets it go on", control::cont),
        action("system_reset", "resets the machine", control::reset),
        action("system_powerdown", "asks the guest to power off", control::powerdown),
        action(
            LEAVE,
            "lets the machine of a host that waits be built",
            () -> control.leavePreconfiguration(LEAVE)),
        LineCommand.of(
            "quit|q",
            "ends the machine and this process",
            List.of(),
            (_, out) -> out.afterwards(control.quit())));
  }

  @FunctionalInterface
  private interface Action {
    void act() throws BackplaneException;
  }

  private static LineCommand action(String names, String summary, Action action) {
    return LineCommand.of(names, summary, List.of(), (_, _) -> action.act());
  }
}
