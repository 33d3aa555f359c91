package org.backplane.monitor.hmp;

import java.util.List;
import java.util.stream.Collectors;
import org.backplane.api.machine.AddressRange;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.NumaStatus;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.report.Memdev;
import org.backplane.monitor.report.MemdevUsage;
import org.backplane.monitor.report.Memdevs;
import org.backplane.monitor.report.MemoryDevices;
import org.backplane.monitor.report.RamBlocks;

/** What {@code info} shows of memory. */
public final class MemoryLines implements LineGroup {

  private static final long BYTES_PER_MB = 1 << 20;

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
            "mtree", "shows what the guest finds at which address", (_, out) -> addresses(out)),
        LineCommand.show(
            "numa", "shows the NUMA nodes, their CPUs and memory", (_, out) -> nodes(out)),
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

  private void addresses(Printer out) {
    out.line("address-space: memory");
    out.line("  " + range(0, -1, "i/o", "system"));
    control.machine().map(VirtualMachine::addressSpace).orElse(List.of()).stream()
        .map(MemoryLines::line)
        .forEach(out::line);
    out.line("");
  }

  private static String line(AddressRange range) {
    String kind =
        switch (range.kind()) {
          case RAM -> "ram";
          case ROM -> "rom";
          case REGISTERS -> "i/o";
        };
    return "    "
        + range(range.address(), range.address() + range.sizeBytes() - 1, kind, range.name());
  }

  private static String range(long first, long last, String kind, String name) {
    return "%016x-%016x (prio 0, %s): %s".formatted(first, last, kind, name);
  }

  private void nodes(Printer out) {
    List<NumaStatus> nodes = control.machine().map(VirtualMachine::numa).orElse(List.of());
    out.line(nodes.size() + " nodes");
    nodes.forEach(node -> node(node, out));
  }

  private void node(NumaStatus node, Printer out) {
    long plugged =
        control.machine().stream()
            .flatMap(machine -> machine.memoryDevices().stream())
            .filter(device -> device.node() == node.number())
            .mapToLong(MemoryDevice::sizeBytes)
            .sum();
    String name = "node " + node.number();
    String harts = node.harts().stream().map(hart -> " " + hart).collect(Collectors.joining());
    out.line(name + " cpus:" + harts);
    out.line(name + " size: " + (node.ramBytes() + plugged) / BYTES_PER_MB + " MB");
    out.line(name + " plugged: " + plugged / BYTES_PER_MB + " MB");
  }

  private void summary(Printer out) {
    var memory = new MemoryDevices(control.machine());
    out.line("base memory: " + memory.baseBytes());
    out.line("plugged memory: " + memory.pluggedBytes());
  }
}
