package org.backplane.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.cli.HostOptions.MonitorRequest;

/** Collects the options about byte streams: character devices, serial ports, monitors. */
final class StreamOptions {

  private static final String MONITOR_ID = "compat_monitor";
  private static final String SERIAL_ID = "serial";
  private static final String TESTS_ID = "qtest";
  private static final String STDIO = "stdio";
  private static final String MUX = "mux";

  /** Before a device: a monitor shares it. */
  private static final String WITH_MONITOR = "mon:";

  private final OptionLine line;
  private final boolean keyboard;
  private final SharedDevices shared = new SharedDevices();
  private final List<ObjectRequest> chardevs = new ArrayList<>();
  private final List<ObjectRequest> serialDevices = new ArrayList<>();
  private final List<MonitorRequest> monitors = new ArrayList<>();
  private final List<String> serials = new ArrayList<>();
  private Optional<String> tests = Optional.empty();
  private int monitorCount;
  private int serialCount;

  /**
   * @param keyboard whether somebody types at standard input, and reads standard output
   */
  StreamOptions(OptionLine line, boolean keyboard) {
    this.line = line;
    this.keyboard = keyboard;
  }

  /**
   * What is to be made of it all.
   *
   * @param chardevs devices to make, in order
   * @param serials ids of the serial ports' devices
   */
  record Streams(
      List<ObjectRequest> chardevs, List<MonitorRequest> monitors, List<String> serials) {}

  /** {@code -chardev TYPE,id=ID,...}. */
  void chardev(Given given) throws InvalidRequestException {
    Options options = line.split(given, "backend");
    ShortForms.warn(given.option(), options);
    add(
        chardevs,
        new ObjectRequest(
            Container.CHARDEVS,
            line.require(given.option(), options, "backend"),
            line.require(given.option(), options, "id"),
            options.without("backend", "id")),
        given.option(),
        false);
  }

  /** Adds a device, shared if that is asked for in any way. */
  private void add(
      List<ObjectRequest> to, ObjectRequest device, Option option, boolean alwaysShared)
      throws InvalidRequestException {
    boolean asked = line.bool(option, device.options(), MUX, false);
    var plain =
        new ObjectRequest(
            device.container(), device.type(), device.id(), device.options().without(MUX));
    to.addAll(asked || alwaysShared ? shared.share(plain) : List.of(plain));
  }

  /** {@code -serial DEV}, or {@code mon:DEV} for one that a monitor shares. */
  void serial(Given given) throws InvalidRequestException {
    String id = SERIAL_ID + serialCount++;
    boolean withMonitor = given.value().startsWith(WITH_MONITOR);
    var device =
        withMonitor
            ? new Given(given.option(), given.value().substring(WITH_MONITOR.length()))
            : given;
    String used = "";
    switch (LegacyDevice.read(device, id, line)) {
      case LegacyDevice.None() -> {}
      case LegacyDevice.Existing(String existing) -> used = existing;
      case LegacyDevice.Created(ObjectRequest request) -> {
        boolean typedAt = keyboard && request.type().equals(STDIO);
        add(
            serialDevices,
            withMonitor ? keysAreInput(request) : request,
            given.option(),
            withMonitor || typedAt);
        used = id;
      }
    }
    if (!used.isEmpty()) {
      serials.add(used);
      if (withMonitor) {
        monitors.add(new MonitorRequest(used, Mode.READLINE, false));
      }
    }
  }

  /** The interrupt key is the guest's, as there is another one that ends the host. */
  private static ObjectRequest keysAreInput(ObjectRequest device) {
    if (!device.type().equals(STDIO) || device.options().members().containsKey("signal")) {
      return device;
    }
    var members = new LinkedHashMap<>(device.options().members());
    members.put("signal", new RawValue.Words(List.of("off")));
    return new ObjectRequest(
        device.container(),
        device.type(),
        device.id(),
        new Options(device.options().dialect(), members));
  }

  /** {@code -qmp}, {@code -qmp-pretty} and {@code -monitor DEV}: they count together. */
  void monitor(Given given, Mode mode, boolean pretty) throws InvalidRequestException {
    String id = MONITOR_ID + monitorCount++;
    switch (LegacyDevice.read(given, id, line)) {
      case LegacyDevice.None() -> {}
      case LegacyDevice.Existing(String existing) ->
          monitors.add(new MonitorRequest(existing, mode, pretty));
      case LegacyDevice.Created(ObjectRequest request) -> {
        add(chardevs, request, given.option(), false);
        monitors.add(new MonitorRequest(id, mode, pretty));
      }
    }
  }

  /** {@code -qtest DEV}. */
  void tests(Given given) throws InvalidRequestException {
    if (tests.isPresent()) {
      throw new InvalidRequestException(
          given.option().spelling(), "it is given twice", "give it once");
    }
    switch (LegacyDevice.read(given, TESTS_ID, line)) {
      case LegacyDevice.None() -> {}
      case LegacyDevice.Existing(String existing) -> tests = Optional.of(existing);
      case LegacyDevice.Created(ObjectRequest request) -> {
        add(chardevs, request, given.option(), false);
        tests = Optional.of(TESTS_ID);
      }
    }
  }

  /** The id of the device where test programs come. */
  Optional<String> tests() {
    return tests;
  }

  /** {@code -mon ID,mode=...}. */
  void mon(Given given) throws InvalidRequestException {
    Option option = given.option();
    Options options = line.split(given, "chardev");
    line.allowOnly(option, options, List.of("chardev", "mode", "pretty", "id"));
    String mode = options.text("mode").orElse("readline");
    monitors.add(
        new MonitorRequest(
            line.require(option, options, "chardev"),
            switch (mode) {
              case "readline" -> Mode.READLINE;
              case "control" -> Mode.CONTROL;
              default ->
                  throw new InvalidRequestException(
                      option.spelling(),
                      "unknown mode '" + mode + "'",
                      "give mode=readline or mode=control");
            },
            line.bool(option, options, "pretty", false)));
  }

  /**
   * A serial port on standard input and output, unless there is one or somebody else is there.
   *
   * @param withMonitor whether a monitor shares it if there is none yet
   */
  void defaultSerial(boolean withMonitor) throws InvalidRequestException {
    if (serialCount == 0 && !usesStdio()) {
      boolean monitorToo = withMonitor && monitorCount == 0 && monitors.isEmpty();
      serial(new Given(Option.SERIAL, monitorToo ? WITH_MONITOR + STDIO : STDIO));
    }
  }

  /** Whether a device claims standard input and output. */
  boolean usesStdio() {
    return Stream.of(chardevs, serialDevices)
        .flatMap(List::stream)
        .anyMatch(device -> device.type().equals(STDIO));
  }

  /** Once all options have been read: everybody's place. */
  Streams streams() {
    List<String> ports = serials.stream().map(id -> shared.place(id, false)).toList();
    List<MonitorRequest> all =
        monitors.stream()
            .map(m -> new MonitorRequest(shared.place(m.chardev(), true), m.mode(), m.pretty()))
            .toList();
    List<ObjectRequest> devices =
        Stream.of(chardevs, serialDevices, shared.ports()).flatMap(List::stream).toList();
    return new Streams(devices, all, ports);
  }
}
