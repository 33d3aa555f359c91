package org.backplane.monitor.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.control.Present;
import org.backplane.monitor.control.Surroundings;
import org.backplane.monitor.tree.Harts;

/** The models of CPUs, and what they can do. */
public final class CpuModels {

  /** What stands before the first extension in an instruction set's name, such as {@code rv64}. */
  private static final int WIDTH = "rv64".length();

  private final Present<MachineBuilder> builder;
  private final Present<VirtualMachine> machine;
  private final Present<CpuProvider> provider;

  public CpuModels(Surroundings around) {
    builder = around.builder();
    machine = around.machine();
    provider = around.cpu();
  }

  /**
   * A model and what it can do.
   *
   * @param abilities each with whether the model has it
   */
  public record Expanded(String name, Map<String, Object> abilities) {}

  /** Those that can be asked for, and those that the machine came with. */
  public List<TypeDescription> list() {
    SequencedMap<String, TypeDescription> cpus = new LinkedHashMap<>();
    Stream.concat(
            builder.find().stream().flatMap(present -> present.deviceTypes().stream()),
            machine.find().stream()
                .flatMap(present -> present.devices().stream())
                .map(DeviceStatus::type))
        .filter(Harts::isCpu)
        .forEach(type -> cpus.putIfAbsent(type.name(), type));
    return List.copyOf(cpus.values());
  }

  /** {@code rv64} for the {@code riscv-cpu} called {@code rv64-riscv-cpu}. */
  public static String name(TypeDescription cpu) {
    String family = "-" + cpu.parent();
    String name = cpu.name();
    return name.endsWith(family) ? name.substring(0, name.length() - family.length()) : name;
  }

  /**
   * What a model can do.
   *
   * @throws InvalidRequestException there is no such model, or nobody to ask
   */
  public Expanded expand(String model) throws InvalidRequestException {
    Optional<CpuProvider> present = provider.find();
    if (present.isEmpty() || list().stream().map(CpuModels::name).noneMatch(model::equals)) {
      throw new InvalidRequestException(
          "query-cpu-model-expansion",
          "there is no CPU model " + Wording.quoted(model),
          "query-cpu-definitions lists them");
    }
    return new Expanded(model, abilities(present.get()));
  }

  /** Extensions of a letter stand first, longer ones follow with an underscore before each. */
  private static Map<String, Object> abilities(CpuProvider cpu) {
    String[] parts = cpu.isa().substring(WIDTH).split("_", -1);
    var abilities = new LinkedHashMap<String, Object>();
    parts[0].chars().forEach(letter -> abilities.put(Character.toString(letter), true));
    Stream.of(parts).skip(1).forEach(extension -> abilities.put(extension, true));
    abilities.put(cpu.mmuType().substring(cpu.mmuType().indexOf(',') + 1), true);
    return abilities;
  }
}
