package org.backplane.monitor.command;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.report.Members;
import org.backplane.monitor.report.Memdev;
import org.backplane.monitor.report.MemdevUsage;
import org.backplane.monitor.report.Memdevs;
import org.backplane.monitor.report.MemoryDevices;

/** Commands about memory: the host's backends, and what the machine made of them. */
public final class MemoryCommands implements CommandGroup {

  private final Memdevs memdevs;
  private final RunControl control;

  public MemoryCommands(Memdevs memdevs, RunControl control) {
    this.memdevs = memdevs;
    this.control = control;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        query(
            "query-memdev",
            "lists the memory backends",
            () -> memdevs.list().stream().map(Memdev::toMap).toList()),
        query(
            "x-query-memdev-usage",
            "tells what each memory backend costs the host",
            () -> memdevs.usage(control.machine()).stream().map(MemdevUsage::toMap).toList()),
        query("query-memory-devices", "lists the memory devices", () -> ofTheMachine().toMaps()),
        query("query-memory-size-summary", "tells how much RAM there is", this::summary));
  }

  private static Command query(String name, String summary, Supplier<Object> answer) {
    return new Command(Signature.of(name, summary), _ -> Answer.of(answer.get()));
  }

  private MemoryDevices ofTheMachine() {
    return new MemoryDevices(control.machine());
  }

  private Map<String, Object> summary() {
    MemoryDevices memory = ofTheMachine();
    return new Members()
        .with("base-memory", memory.baseBytes())
        .with("plugged-memory", memory.pluggedBytes())
        .toMap();
  }
}
