package org.backplane.monitor.hmp;

import java.util.List;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.report.Memdev;
import org.backplane.monitor.report.MemdevUsage;
import org.backplane.monitor.report.Memdevs;
import org.backplane.monitor.report.MemoryDevices;
import org.backplane.monitor.report.RamBlocks;

/** What {@code info} shows of memory. */
public final class MemoryLines implements LineGroup {

  private final ObjectRegistry registry;
  private final Memdevs memdevs;
  private final RunControl control;

  public MemoryLines(ObjectRegistry registry, RunControl control) {
    this.registry = registry;
    this.control = control;
    memdevs = new Memdevs(registry);
  }

  @Override
  public List<LineCommand> topics() {
    return List.of(
        LineCommand.show("memdev", "shows the memory backends", (_, out) -> memdev(out)),
        LineCommand.show(
            "memdev-usage",
            "shows what each memory backend costs the host",
            (_, out) -> usage(out)),
        LineCommand.show(
            "memory-devices",
            "shows the memory devices",
            (_, out) -> new MemoryDevices(control.machine()).toLines().forEach(out::line)),
        LineCommand.show(
            "memory_size_summary", "shows how much RAM there is", (_, out) -> summary(out)),
        LineCommand.show(
            "ramblock",
            "shows the memory blocks and where the guest sees them",
            (_, out) -> RamBlocks.lines(registry, control.machine()).forEach(out::line)));
  }

  private void memdev(Printer out) {
    for (Memdev memdev : memdevs.list()) {
      memdev.toLines().forEach(out::line);
    }
    out.line("");
  }

  private void usage(Printer out) {
    for (MemdevUsage usage : memdevs.usage(control.machine())) {
      usage.toLines().forEach(out::line);
    }
  }

  private void summary(Printer out) {
    var memory = new MemoryDevices(control.machine());
    out.line("base memory: " + memory.baseBytes());
    out.line("plugged memory: " + memory.pluggedBytes());
  }
}
