package org.backplane.monitor.hmp;

import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.tree.Harts;

/** What {@code info} shows of the machine, and of what machines here do without. */
public final class MachineLines implements LineGroup {

  private final RunControl control;

  public MachineLines(RunControl control) {
    this.control = control;
  }

  @Override
  public List<LineCommand> topics() {
    return List.of(
        LineCommand.show("cpus", "shows the CPUs", (_, out) -> harts().forEach(out::line)),
        LineCommand.show(
            "kvm",
            "shows whether the host's processors run the guest",
            (_, out) -> out.line("kvm support: disabled")),
        none("iothreads", "shows the threads that serve devices only; there are none"),
        none("block", "shows the block devices; there are none"));
  }

  /** Nothing, as those expect who look at every host in the same way. */
  private static LineCommand none(String name, String summary) {
    return LineCommand.show(name, summary, (_, _) -> {});
  }

  private Stream<String> harts() {
    Stream<VirtualMachine> machine = control.machine().stream();
    return machine
        .flatMap(present -> Harts.of(present).stream())
        .map(
            hart ->
                "%s CPU #%d: thread_id=%d"
                    .formatted(
                        hart.index() == 0 ? "*" : " ",
                        hart.index(),
                        ProcessHandle.current().pid()));
  }
}
