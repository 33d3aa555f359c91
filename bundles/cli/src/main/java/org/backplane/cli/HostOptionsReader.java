package org.backplane.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.backplane.cli.HostOptions.TestsRequest;

/** From options as given to typed ones. Touches nothing of the host; used once. */
final class HostOptionsReader {

  private static final String NONE = "none";

  private final OptionLine line;
  private final StreamOptions streams;
  private final MootOptions moot;
  private final MachineOptions machine;
  private final MemoryOptions memory;
  private final List<ObjectRequest> objects = new ArrayList<>();
  private final List<String> traces = new ArrayList<>();
  private Optional<Path> pidFile = Optional.empty();
  private Optional<String> debugger = Optional.empty();
  private Optional<Path> testLog = Optional.empty();
  private Optional<String> pages = Optional.empty();

  private HostOptionsReader(OptionParser parser, boolean keyboard) {
    this.line = new OptionLine(parser);
    this.streams = new StreamOptions(line, keyboard);
    this.moot = new MootOptions(line);
    this.machine = new MachineOptions(line, moot);
    this.memory = new MemoryOptions(line);
  }

  /**
   * Reads all options.
   *
   * @param keyboard whether somebody types at standard input, and reads standard output
   * @throws InvalidRequestException the first one that cannot be met, in the order given
   */
  static HostOptions read(Words words, OptionParser parser, boolean keyboard)
      throws InvalidRequestException {
    return new HostOptionsReader(parser, keyboard).read(words);
  }

  private HostOptions read(Words words) throws InvalidRequestException {
    for (Given given : words.given()) {
      take(given);
    }
    boolean detached = words.has(Option.DAEMONIZE);
    if (detached && streams.usesStdio()) {
      throw new InvalidRequestException(
          Option.DAEMONIZE.spelling(),
          "a device uses standard input and output, which a host in the background lacks",
          "put it on a socket");
    }
    machine.checkBoot();
    machine.checkAccelerator();
    if (machine.hasDevices() && !detached && !words.has(Option.NODEFAULTS)) {
      streams.defaultSerial(words.has(Option.NOGRAPHIC));
    }
    StreamOptions.Streams made = streams.streams();
    return new HostOptions(
        objects,
        made.chardevs(),
        made.monitors(),
        streams.tests().map(device -> new TestsRequest(device, testLog)),
        debugger,
        traces,
        pages,
        memory.defaults(machine.properties(), machine.harts()),
        machine.request(
            memory.request(machine.properties(), machine.harts()),
            made.serials(),
            words.has(Option.PAUSED),
            words.has(Option.NO_REBOOT)),
        isIdle(words),
        new HostOptions.Life(words.has(Option.PRECONFIG), words.has(Option.NO_SHUTDOWN)),
        pidFile);
  }

  private boolean isIdle(Words words) {
    boolean waits = words.has(Option.PAUSED) || streams.tests().isPresent();
    return machine.hasDevices() && !machine.hasProgram() && !waits;
  }

  private void take(Given given) throws InvalidRequestException {
    switch (given.option()) {
      case OBJECT -> object(given);
      case CHARDEV -> streams.chardev(given);
      case SERIAL -> streams.serial(given);
      case QMP -> streams.monitor(given, Mode.CONTROL, false);
      case QMP_PRETTY -> streams.monitor(given, Mode.CONTROL, true);
      case MONITOR -> streams.monitor(given, Mode.READLINE, false);
      case MON -> streams.mon(given);
      case MACHINE -> machine.machine(given);
      case MEMORY -> memory.memory(given);
      case MEM_PATH -> memory.path(given);
      case MEM_PREALLOC -> memory.prealloc();
      case NUMA -> memory.numa(given);
      case CPU -> MachineOptions.cpu(given);
      case SMP -> machine.smp(given);
      case DEVICE -> machine.device(given);
      case KERNEL -> machine.kernel(given);
      case BIOS -> machine.firmware(given);
      case INITRD -> machine.initrd(given);
      case DTB -> machine.deviceTree(given);
      case APPEND -> machine.commandLine(given);
      case NAME -> machine.name(given);
      case UUID -> machine.uuid(given);
      case PIDFILE -> pidFile = Optional.of(MachineOptions.path(given));
      case GDB -> debugger = Optional.of(given.value());
      case GDB_USUAL -> debugger = Optional.of(DebugServer.USUAL_DEVICE);
      case QTEST -> streams.tests(given);
      case QTEST_LOG -> testLog(given);
      case ACCEL -> machine.accelerator(given);
      case TRACE -> traces.add(given.value());
      case METRICS -> pages = Optional.of(given.value());
      case DISPLAY -> absent(given, "display");
      case GRAPHICS -> absent(given, "graphics card");
      case NETWORK -> absent(given, "network");
      case OVERCOMMIT, RTC, BOOT, MSG, SANDBOX, AUDIO, AUDIODEV -> moot.check(given);
      // Looked up where they matter, or without any effect here.
      case NOGRAPHIC, NODEFAULTS, NO_USER_CONFIG, PAUSED, NO_REBOOT, NO_SHUTDOWN -> {}
      case PRECONFIG, DAEMONIZE, VERSION, HELP -> {}
    }
  }

  private void object(Given given) throws InvalidRequestException {
    Options options = line.split(given, "qom-type");
    objects.add(
        new ObjectRequest(
            Container.OBJECTS,
            line.require(given.option(), options, "qom-type"),
            line.require(given.option(), options, "id"),
            options.without("qom-type", "id")));
  }

  private void testLog(Given given) throws InvalidRequestException {
    testLog =
        given.value().equals(NONE) ? Optional.empty() : Optional.of(MachineOptions.path(given));
  }

  private static void absent(Given given, String what) throws InvalidRequestException {
    if (!given.value().split(",", 2)[0].equals(NONE)) {
      throw new InvalidRequestException(
          given.option().spelling(),
          "there is no %s '%s'".formatted(what, given.value()),
          "give none");
    }
  }
}
