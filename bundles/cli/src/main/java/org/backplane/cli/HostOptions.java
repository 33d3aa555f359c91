package org.backplane.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.monitor.Monitors;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Options;

/**
 * What a command line asks for, with types.
 *
 * @param objects {@code -object}, in order
 * @param chardevs {@code -chardev} and the devices behind {@code -serial}, {@code -qmp} and {@code
 *     -monitor}, in order
 * @param monitors monitors in order
 * @param debugger {@code -gdb} and {@code -s}: where debuggers come, the last one
 * @param memoryDefaults what memory backends have that say nothing else themselves
 * @param machine the machine
 * @param idle whether the machine is to run, but has nothing to start from
 * @param pidFile {@code -pidfile}
 */
record HostOptions(
    List<ObjectRequest> objects,
    List<ObjectRequest> chardevs,
    List<MonitorRequest> monitors,
    Optional<String> debugger,
    Options memoryDefaults,
    MachineRequest machine,
    boolean idle,
    Optional<Path> pidFile) {

  HostOptions {
    objects = List.copyOf(objects);
    chardevs = List.copyOf(chardevs);
    monitors = List.copyOf(monitors);
  }

  /**
   * A monitor to open.
   *
   * @param chardev id of the character device that it takes
   * @param mode what it speaks
   * @param pretty whether its output is indented
   */
  record MonitorRequest(String chardev, Monitors.Mode mode, boolean pretty) {}
}
