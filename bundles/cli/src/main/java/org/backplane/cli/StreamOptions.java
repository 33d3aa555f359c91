package org.backplane.cli;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.backplane.cli.HostOptions.MonitorRequest;

/** Collects the options about byte streams: character devices, serial ports, monitors. */
final class StreamOptions {

  private static final String MONITOR_ID = "compat_monitor";
  private static final String SERIAL_ID = "serial";
  private static final String STDIO = "stdio";

  private final OptionLine line;
  private final List<ObjectRequest> chardevs = new ArrayList<>();
  private final List<ObjectRequest> serialDevices = new ArrayList<>();
  private final List<MonitorRequest> monitors = new ArrayList<>();
  private final List<String> serials = new ArrayList<>();
  private int monitorCount;
  private int serialCount;

  StreamOptions(OptionLine line) {
    this.line = line;
  }

  /** {@code -chardev TYPE,id=ID,...}. */
  void chardev(Given given) throws InvalidRequestException {
    Options options = line.split(given, "backend");
    chardevs.add(
        new ObjectRequest(
            Container.CHARDEVS,
            line.require(given.option(), options, "backend"),
            line.require(given.option(), options, "id"),
            options.without("backend", "id")));
  }

  /** {@code -serial DEV}. */
  void serial(Given given) throws InvalidRequestException {
    String id = SERIAL_ID + serialCount++;
    switch (LegacyDevice.read(given, id, line)) {
      case LegacyDevice.None() -> {}
      case LegacyDevice.Existing(String existing) -> serials.add(existing);
      case LegacyDevice.Created(ObjectRequest request) -> {
        serialDevices.add(request);
        serials.add(id);
      }
    }
  }

  /** {@code -qmp}, {@code -qmp-pretty} and {@code -monitor DEV}: they count together. */
  void monitor(Given given, Mode mode, boolean pretty) throws InvalidRequestException {
    String id = MONITOR_ID + monitorCount++;
    switch (LegacyDevice.read(given, id, line)) {
      case LegacyDevice.None() -> {}
      case LegacyDevice.Existing(String existing) ->
          monitors.add(new MonitorRequest(existing, mode, pretty));
      case LegacyDevice.Created(ObjectRequest request) -> {
        chardevs.add(request);
        monitors.add(new MonitorRequest(id, mode, pretty));
      }
    }
  }

  /** {@code -mon ID,mode=...}. */
  void mon(Given given) throws InvalidRequestException {
    Option option = given.option();
    Options options = line.split(given, "chardev");
    line.allowOnly(option, options, List.of("chardev", "mode", "pretty"));
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

  /** A serial port on standard input and output, unless there is one or somebody else is there. */
  void defaultSerial() throws InvalidRequestException {
    if (serialCount == 0 && !usesStdio()) {
      serial(new Given(Option.SERIAL, STDIO));
    }
  }

  /** Whether a device claims standard input and output. */
  boolean usesStdio() {
    return chardevs().stream().anyMatch(device -> device.type().equals(STDIO));
  }

  /** Devices to make, in order. */
  List<ObjectRequest> chardevs() {
    var all = new ArrayList<>(chardevs);
    all.addAll(serialDevices);
    return all;
  }

  List<MonitorRequest> monitors() {
    return monitors;
  }

  List<String> serials() {
    return serials;
  }
}
