package org.backplane.vm.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.metric.Measured;
import org.backplane.api.option.OptionParser;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.device.BusDevice;
import org.backplane.vm.runtime.device.BusDeviceType;
import org.backplane.vm.runtime.device.DeviceBus;
import org.backplane.vm.runtime.virtio.VirtioDeviceTypes;

/**
 * Devices on the buses of others, which own them. The bus of a device with an id is {@code ID.0},
 * that of another one {@code KIND.N}, such as {@code virtio-serial-bus.0}.
 */
final class BusDevices {

  private static final String PERIPHERAL = "/machine/peripheral/";

  private final VirtioSlots slots;
  private final OptionParser parser;
  private final List<Placed> placed = new ArrayList<>();

  private record Placed(Measured measured, TypeDescription type, String bus, BusDevice device) {

    DeviceStatus status() {
      var values = new HashMap<>(device.properties());
      values.put(BusDeviceType.BUS, new PropertyValue.Text(bus));
      return new DeviceStatus(measured.path(), type, values, device.state());
    }
  }

  private record Named(String name, DeviceBus bus) {}

  BusDevices(VirtioSlots slots, OptionParser parser) {
    this.slots = slots;
    this.parser = parser;
  }

  /** The type of that name, if it is one of a device on a bus. */
  static Optional<BusDeviceType> type(String driver) {
    return VirtioDeviceTypes.onBuses().stream()
        .filter(type -> type.description().name().equals(driver))
        .findFirst();
  }

  /**
   * Makes a device and puts it onto its bus.
   *
   * @throws MissingReferenceException there is no such bus
   * @throws BackplaneException it cannot be made, or its bus does not take it
   */
  void add(BusDeviceType type, DeviceRequest request, DeviceBus.Place place)
      throws BackplaneException {
    PropertyValues values = parser.check(type.description(), place.subject(), request.options());
    Named bus = bus(type, place.subject(), values.findText(BusDeviceType.BUS));
    Measured measured = Measuring.device(place.path(), type.description());
    BusDevice device = bus.bus().plug(type, place, values, measured.metrics());
    placed.add(new Placed(measured, type.description(), bus.name(), device));
  }

  /** What they measure, in the order they came. */
  List<Measured> measured() {
    return placed.stream().map(Placed::measured).toList();
  }

  List<DeviceStatus> statuses() {
    return placed.stream().map(Placed::status).toList();
  }

  private Named bus(BusDeviceType type, String subject, Optional<String> wanted)
      throws BackplaneException {
    List<Named> fitting =
        buses().stream().filter(named -> named.bus().kind().equals(type.bus())).toList();
    if (fitting.isEmpty()) {
      throw new MissingReferenceException(
          subject,
          "the machine has no %s for it".formatted(type.bus()),
          "give -device %s before it".formatted(type.bringer()));
    }
    if (wanted.isEmpty()) {
      return fitting.getFirst();
    }
    return fitting.stream()
        .filter(named -> named.name().equals(wanted.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    subject,
                    "there is no %s named '%s'".formatted(type.bus(), wanted.get()),
                    "there is " + String.join(", ", fitting.stream().map(Named::name).toList())));
  }

  private List<Named> buses() {
    var named = new ArrayList<Named>();
    var anonymous = new HashMap<String, Integer>();
    slots
        .buses()
        .forEach(
            (path, bus) -> {
              String name =
                  path.startsWith(PERIPHERAL)
                      ? path.substring(PERIPHERAL.length()) + ".0"
                      : bus.kind() + "." + (anonymous.merge(bus.kind(), 1, Integer::sum) - 1);
              named.add(new Named(name, bus));
            });
    return named;
  }
}
