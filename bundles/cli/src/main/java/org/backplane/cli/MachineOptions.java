package org.backplane.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.MachineRequest.Boot;
import org.backplane.api.machine.MachineRequest.Identity;
import org.backplane.api.machine.MachineRequest.Memory;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;

/** Collects the options about the machine; of repeated ones the last counts. */
final class MachineOptions {

  private static final Pattern UUID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private static final String ACCELERATOR = "accel";

  /** What can be said about accelerators elsewhere, and changes nothing here. */
  private static final List<String> ACCELERATOR_KEYS =
      List.of(ACCELERATOR, "thread", "tb-size", "one-insn-per-tb", "split-wx", "kernel-irqchip");

  private static final List<String> CPUS = List.of("rv64", "max", "any");

  private final OptionLine line;
  private final MootOptions moot;
  private final LinkedHashMap<String, RawValue> properties = new LinkedHashMap<>();
  private final List<DeviceRequest> devices = new ArrayList<>();
  private final List<String> accelerators = new ArrayList<>();
  private Dialect dialect = Dialect.COMMAND_LINE;
  private String type = "virt";
  private int harts = 1;
  private Optional<Path> kernel = Optional.empty();
  private Optional<Path> firmware = Optional.empty();
  private Optional<Path> initrd = Optional.empty();
  private Optional<Path> deviceTree = Optional.empty();
  private String commandLine = "";
  private Optional<String> name = Optional.empty();
  private Optional<String> uuid = Optional.empty();

  MachineOptions(OptionLine line, MootOptions moot) {
    this.line = line;
    this.moot = moot;
  }

  /** {@code -machine TYPE,...}; properties of repeated ones add up. */
  void machine(Given given) throws InvalidRequestException {
    Options options = line.split(given, "type");
    type = options.text("type").orElse(type);
    dialect = options.dialect();
    properties.putAll(moot.board(given.option(), options.without("type")).members());
  }

  /** {@code -accel NAME,...}; of several the first counts that there is. */
  void accelerator(Given given) throws InvalidRequestException {
    Options options = line.split(given, ACCELERATOR);
    line.allowOnly(given.option(), options, ACCELERATOR_KEYS);
    accelerators.add(line.require(given.option(), options, ACCELERATOR));
  }

  /** There is one way to say what executes the guest, not two. */
  void checkAccelerator() throws InvalidRequestException {
    if (accelerators.isEmpty()) {
      return;
    }
    if (properties.containsKey(ACCELERATOR)) {
      throw new InvalidRequestException(
          Option.ACCEL.spelling(), "-machine has an accel= too", "give one of them");
    }
    properties.put(ACCELERATOR, new RawValue.Words(List.of(String.join(":", accelerators))));
  }

  /** All names there are mean what the board has anyway. */
  static void cpu(Given given) throws InvalidRequestException {
    if (!CPUS.contains(given.value())) {
      throw new InvalidRequestException(
          given.option().spelling(),
          "there is no CPU '" + given.value() + "'",
          "give one of " + String.join(", ", CPUS) + ", without properties");
    }
  }

  void smp(Given given) throws InvalidRequestException {
    harts = CpuTopology.harts(line, given);
  }

  void device(Given given) throws InvalidRequestException {
    Options options = line.split(given, "driver");
    devices.add(
        new DeviceRequest(
            line.require(given.option(), options, "driver"),
            options.text("id").orElse(""),
            options.without("driver", "id")));
  }

  void kernel(Given given) throws InvalidRequestException {
    kernel = Optional.of(path(given));
  }

  void firmware(Given given) throws InvalidRequestException {
    firmware = Optional.of(path(given));
  }

  void initrd(Given given) throws InvalidRequestException {
    initrd = Optional.of(path(given));
  }

  void deviceTree(Given given) throws InvalidRequestException {
    deviceTree = Optional.of(path(given));
  }

  void commandLine(Given given) {
    commandLine = given.value();
  }

  void name(Given given) throws InvalidRequestException {
    Options options = line.split(given, "guest");
    line.allowOnly(given.option(), options, List.of("guest", "debug-threads"));
    // Threads have their names in any case.
    boolean _ = line.bool(given.option(), options, "debug-threads", false);
    name = Optional.of(line.require(given.option(), options, "guest"));
  }

  void uuid(Given given) throws InvalidRequestException {
    if (!UUID.matcher(given.value()).matches()) {
      throw new InvalidRequestException(
          given.option().spelling(),
          "'" + given.value() + "' is no UUID",
          "give one such as 12345678-1234-1234-1234-123456789abc");
    }
    uuid = Optional.of(given.value());
  }

  /** What goes with a kernel or a firmware would be lost without one. */
  void checkBoot() throws InvalidRequestException {
    if (hasProgram()) {
      return;
    }
    refuseAlone(Option.APPEND, !commandLine.isEmpty());
    refuseAlone(Option.INITRD, initrd.isPresent());
    refuseAlone(Option.DTB, deviceTree.isPresent());
  }

  /** Whether there is anything to start. */
  boolean hasProgram() {
    return kernel.isPresent() || firmware.filter(file -> !isNone(file)).isPresent();
  }

  /** {@code -bios none} names the lack of a firmware. */
  private static boolean isNone(Path firmware) {
    return firmware.equals(Path.of("none"));
  }

  private static void refuseAlone(Option option, boolean given) throws InvalidRequestException {
    if (given) {
      throw new InvalidRequestException(
          option.spelling(), "there is nothing to start that could use it", "add -kernel or -bios");
    }
  }

  /** The machine's properties as written. */
  Options properties() {
    return new Options(dialect, properties);
  }

  /** How many harts it has. */
  int harts() {
    return hasDevices() ? harts : 1;
  }

  /** Whether there is a machine to put serial ports in. */
  boolean hasDevices() {
    return !type.equals("none");
  }

  /** The machine asked for. */
  MachineRequest request(
      Memory memory, List<String> serials, boolean startPaused, boolean rebootEndsIt) {
    return new MachineRequest(
        type,
        properties(),
        memory,
        harts,
        devices,
        serials,
        new Boot(kernel, firmware, initrd, commandLine, deviceTree),
        new Identity(name, uuid),
        startPaused,
        rebootEndsIt);
  }

  /** A file name, which the file system has not seen yet. */
  static Path path(Given given) throws InvalidRequestException {
    try {
      if (!given.value().isEmpty()) {
        return Path.of(given.value());
      }
    } catch (InvalidPathException e) {
      throw new InvalidRequestException(
          given.option().spelling(), "no file name: " + e.getMessage(), "");
    }
    throw new InvalidRequestException(given.option().spelling(), "the file name is empty", "");
  }
}
