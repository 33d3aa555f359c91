package org.backplane.api.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.backplane.api.option.Options;

/**
 * The machine that an operator asks for.
 *
 * @param type {@code virt} or {@code none}
 * @param options machine properties as written, without the type
 * @param memory {@code -m} and {@code -numa}
 * @param harts {@code -smp}
 * @param devices {@code -device}, in order
 * @param serials ids of the character devices behind the serial ports, in order
 * @param boot what it starts from
 * @param identity name and UUID
 * @param startPaused {@code -S}
 * @param rebootEndsIt {@code -no-reboot}: a reset, the guest's or an operator's, ends the machine
 */
public record MachineRequest(
    String type,
    Options options,
    Memory memory,
    int harts,
    List<DeviceRequest> devices,
    List<String> serials,
    Boot boot,
    Identity identity,
    boolean startPaused,
    boolean rebootEndsIt) {

  public MachineRequest {
    devices = List.copyOf(devices);
    serials = List.copyOf(serials);
  }

  /**
   * What memory a machine has, and can take later.
   *
   * @param bytes {@code -m SIZE}; empty for the memory backends' size, or the default
   * @param slots {@code -m slots=N}: how many memory devices it can take
   * @param maxBytes {@code -m maxmem=SIZE}: RAM and memory devices together; empty when it takes
   *     none
   * @param directory {@code -mem-path}: where the machine's own RAM has its file
   * @param nodes {@code -numa node}, in order; the RAM is made of their backends, if they have any
   */
  public record Memory(
      OptionalLong bytes,
      int slots,
      OptionalLong maxBytes,
      Optional<String> directory,
      List<NumaNode> nodes) {

    public Memory {
      nodes = List.copyOf(nodes);
    }

    /** RAM of a size, or of the default size, and nothing special about it. */
    public static Memory of(OptionalLong bytes) {
      return new Memory(bytes, 0, OptionalLong.empty(), Optional.empty(), List.of());
    }
  }

  /**
   * A NUMA node of the guest.
   *
   * @param number 0 to 127
   * @param memdev id or path of the memory backend that is its RAM; empty for a node without RAM
   * @param cpus indices of its harts
   */
  public record NumaNode(int number, Optional<String> memdev, List<Integer> cpus) {

    public NumaNode {
      cpus = List.copyOf(cpus);
    }
  }

  /**
   * What a machine starts from.
   *
   * @param kernel {@code -kernel}
   * @param firmware {@code -bios}; the word {@code none} is no file but the lack of one
   * @param initrd {@code -initrd}
   * @param commandLine {@code -append}
   * @param deviceTree {@code -dtb}, instead of the generated one
   */
  public record Boot(
      Optional<Path> kernel,
      Optional<Path> firmware,
      Optional<Path> initrd,
      String commandLine,
      Optional<Path> deviceTree) {}

  /**
   * Who the machine is.
   *
   * @param name {@code -name}
   * @param uuid {@code -uuid}
   */
  public record Identity(Optional<String> name, Optional<String> uuid) {}
}
