package org.backplane.monitor.tree;

import java.util.List;
import java.util.stream.IntStream;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.type.TypeDescription;

/** The CPUs of a machine. */
public final class Harts {

  /** How the types of CPUs end. */
  private static final String CPU = "-cpu";

  private Harts() {}

  /**
   * A CPU.
   *
   * @param index counted from 0
   * @param path its place in the object tree
   * @param architecture as QMP names it
   */
  public record Hart(int index, String path, String architecture) {}

  /** Whether a type's devices are CPUs. */
  public static boolean isCpu(TypeDescription type) {
    return type.name().endsWith(CPU);
  }

  /** All CPUs among the machine's devices; none for a machine without an architecture. */
  public static List<Hart> of(VirtualMachine machine) {
    List<DeviceStatus> cpus =
        machine.devices().stream().filter(device -> isCpu(device.type())).toList();
    return machine
        .architecture()
        .map(
            architecture ->
                IntStream.range(0, cpus.size())
                    .mapToObj(i -> new Hart(i, cpus.get(i).path(), architecture))
                    .toList())
        .orElse(List.of());
  }
}
