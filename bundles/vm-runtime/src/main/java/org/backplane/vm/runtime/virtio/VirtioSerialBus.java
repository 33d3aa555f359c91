package org.backplane.vm.runtime.virtio;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.vm.runtime.device.BusDevice;
import org.backplane.vm.runtime.device.BusDeviceType;
import org.backplane.vm.runtime.device.DeviceBus;
import org.backplane.vm.runtime.serial.SerialMeter;
import org.backplane.vm.runtime.serial.SerialPort;

/**
 * The ports of a {@code virtio-serial-device}, by number. Number 0 is for a console: it is the port
 * of drivers that know only one. Ports are added by one thread at a time and looked up by any.
 */
final class VirtioSerialBus implements DeviceBus {

  private final int maxPorts;
  private final ObjectRegistry registry;
  private final ConsoleProbe probe;
  private final Runnable wake;
  private final ConcurrentNavigableMap<Integer, ConsolePort> ports = new ConcurrentSkipListMap<>();

  /**
   * @param maxPorts how many there may be, from 1 on
   * @param wake called when a port has something to do
   */
  VirtioSerialBus(int maxPorts, ObjectRegistry registry, ConsoleProbe probe, Runnable wake) {
    this.maxPorts = maxPorts;
    this.registry = registry;
    this.probe = probe;
    this.wake = wake;
  }

  /** All of them, by number. */
  Collection<ConsolePort> ports() {
    return ports.values();
  }

  /** The port of that number; a guest may ask for any. */
  Optional<ConsolePort> port(long number) {
    return number < maxPorts ? Optional.ofNullable(ports.get((int) number)) : Optional.empty();
  }

  @Override
  public String kind() {
    return ConsolePortTypes.BUS_KIND;
  }

  @Override
  public BusDevice plug(BusDeviceType type, Place place, PropertyValues values, Metrics metrics)
      throws BackplaneException {
    boolean console = type.equals(ConsolePortTypes.CONSOLE);
    String name = values.findText(ConsolePortTypes.NAME).orElse("");
    requireFree(name, place.subject());
    var identity = new PortIdentity(number(values, console, place.subject()), console, name);
    var leftovers = console ? SerialPort.Leftovers.KEPT : SerialPort.Leftovers.DROPPED;
    var line = new SerialPort(leftovers, new SerialMeter(metrics));
    connect(line, type, place, values);
    var port = new ConsolePort(identity, line, probe, wake);
    ports.put(identity.number(), port);
    wake.run();
    return port;
  }

  private void connect(SerialPort line, BusDeviceType type, Place place, PropertyValues values)
      throws BackplaneException {
    Optional<String> chardev =
        values.findText(ConsolePortTypes.CHARDEV).filter(text -> !text.isEmpty());
    if (chardev.isEmpty()) {
      return;
    }
    String id = chardevId(chardev.get(), place.subject());
    boolean connected = false;
    try {
      line.connect(registry, id, type.description().name() + " " + place.path());
      connected = true;
    } finally {
      if (!connected) {
        line.close(Duration.ZERO);
      }
    }
  }

  private void requireFree(String name, String subject) throws InvalidRequestException {
    if (!name.isEmpty() && ports().stream().anyMatch(port -> port.identity().name().equals(name))) {
      throw new InvalidRequestException(
          subject, "another port has the name '%s'".formatted(name), "give each one of its own");
    }
  }

  private int number(PropertyValues values, boolean console, String subject)
      throws InvalidRequestException {
    Optional<PropertyValue> given = values.find(ConsolePortTypes.NUMBER);
    return given.isPresent()
        ? wanted(values.number(ConsolePortTypes.NUMBER), console, subject)
        : free(console, subject);
  }

  private int wanted(long number, boolean console, String subject) throws InvalidRequestException {
    if (number < 0 || number >= maxPorts) {
      throw new InvalidRequestException(
          subject,
          "nr %s is out of range".formatted(Long.toUnsignedString(number)),
          "give less than max_ports of its bus, which is " + maxPorts);
    }
    if (number == 0 && !console) {
      throw new InvalidRequestException(
          subject, "port 0 is for a virtconsole", "give nr from 1 on, or leave it out");
    }
    if (ports.containsKey((int) number)) {
      throw new InvalidRequestException(
          subject, "port %d is taken".formatted(number), "give another nr, or leave it out");
    }
    return (int) number;
  }

  private int free(boolean console, String subject) throws InvalidRequestException {
    int number = console ? 0 : 1;
    while (ports.containsKey(number)) {
      number++;
    }
    if (number >= maxPorts) {
      throw new InvalidRequestException(
          subject,
          "its bus has no free port",
          "give virtio-serial-device a greater max_ports than " + maxPorts);
    }
    return number;
  }

  private String chardevId(String text, String subject) throws BackplaneException {
    ObjectPath path =
        ObjectPath.parse(Container.CHARDEVS, text)
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        subject,
                        "chardev=%s names no character device".formatted(text),
                        "give the id of one"));
    if (registry.find(path).isEmpty()) {
      throw new MissingReferenceException(
          subject,
          "chardev: there is no character device '%s'".formatted(path.id()),
          "make one with -chardev TYPE,id=" + path.id());
    }
    return path.id();
  }
}
