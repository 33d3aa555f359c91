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
 * @param ramBytes {@code -m}; empty for the memory backend's size, or the default
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
    OptionalLong ramBytes,
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
