package org.backplane.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
 * @param tests {@code -qtest}: where register-level test programs come
 * @param debugger {@code -gdb} and {@code -s}: where debuggers come, the last one
 * @param traces {@code -trace}, in order
 * @param pages {@code -metrics}: where metrics and health are shown, the last one
 * @param memoryDefaults what memory backends have that say nothing else themselves
 * @param machine the machine
 * @param idle whether the machine is to run, but has nothing to start from
 * @param life when the machine is built, and what its end means
 * @param pidFile {@code -pidfile}
 */
record HostOptions(
    List<ObjectRequest> objects,
    List<ObjectRequest> chardevs,
    List<MonitorRequest> monitors,
    Optional<TestsRequest> tests,
    Optional<String> debugger,
    List<String> traces,
    Optional<String> pages,
    Options memoryDefaults,
    MachineRequest machine,
    boolean idle,
    Life life,
    Optional<Path> pidFile) {

  HostOptions {
    objects = List.copyOf(objects);
    chardevs = List.copyOf(chardevs);
    monitors = List.copyOf(monitors);
    traces = List.copyOf(traces);
  }

  /** Whether bundles are needed that are not among the first to start. */
  boolean needsMore() {
    return !monitors.isEmpty() || Stream.of(tests, debugger, pages).anyMatch(Optional::isPresent);
  }

  /**
   * Where test programs come.
   *
   * @param chardev id of the character device
   * @param log {@code -qtest-log}
   */
  record TestsRequest(String chardev, Optional<Path> log) {}

  /**
   * A monitor to open.
   *
   * @param chardev id of the character device that it takes
   * @param mode what it speaks
   * @param pretty whether its output is indented
   */
  record MonitorRequest(String chardev, Monitors.Mode mode, boolean pretty) {}

  /**
   * When there is a machine.
   *
   * @param heldBack {@code -preconfig}: it is built when a monitor says so
   * @param keptAfterShutdown {@code -no-shutdown}: it and the process stay when the guest ends it
   */
  record Life(boolean heldBack, boolean keptAfterShutdown) {}
}
