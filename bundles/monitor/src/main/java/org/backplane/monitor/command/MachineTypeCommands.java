package org.backplane.monitor.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.control.Devices;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.tree.Harts;

/** Commands about what machines can be made of. */
public final class MachineTypeCommands implements CommandGroup {

  /** Machines have one CPU so far. */
  private static final int MOST_CPUS = 1;

  private static final Form<TypeDescription> MACHINE =
      ObjectForm.<TypeDescription>empty()
          .text("name", TypeDescription::name)
          .integer("cpu-max", _ -> MOST_CPUS)
          .bool("hotpluggable-cpus", _ -> false)
          .bool("numa-mem-supported", _ -> false)
          .bool("deprecated", _ -> false)
          .bool("acpi", _ -> false);

  private static final Form<TypeDescription> CPU =
      ObjectForm.<TypeDescription>empty()
          .text("name", MachineTypeCommands::model)
          .text("typename", TypeDescription::name)
          .bool("static", _ -> false)
          .bool("deprecated", _ -> false);

  private final Devices devices;
  private final RunControl control;

  public MachineTypeCommands(Devices devices, RunControl control) {
    this.devices = devices;
    this.control = control;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
            Signature.of("query-machines", "lists the types of machines"),
            MACHINE.list(),
            _ -> devices.machineTypes()),
        Command.query(
            Signature.of("query-cpu-definitions", "lists the models of CPUs"),
            CPU.list(),
            _ -> cpus()));
  }

  /** Those that can be asked for, and those that the machine came with. */
  private List<TypeDescription> cpus() {
    SequencedMap<String, TypeDescription> cpus = new LinkedHashMap<>();
    Stream.concat(
            devices.types().stream(),
            control.machine().stream()
                .flatMap(machine -> machine.devices().stream())
                .map(DeviceStatus::type))
        .filter(Harts::isCpu)
        .forEach(type -> cpus.putIfAbsent(type.name(), type));
    return List.copyOf(cpus.values());
  }

  /** {@code rv64} for the {@code riscv-cpu} called {@code rv64-riscv-cpu}. */
  private static String model(TypeDescription cpu) {
    String family = "-" + cpu.parent();
    String name = cpu.name();
    return name.endsWith(family) ? name.substring(0, name.length() - family.length()) : name;
  }
}
