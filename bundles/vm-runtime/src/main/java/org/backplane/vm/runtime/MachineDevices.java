package org.backplane.vm.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.metric.Measured;
import org.backplane.api.option.OptionParser;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.device.BusDeviceType;
import org.backplane.vm.runtime.device.DeviceBus;
import org.backplane.vm.runtime.ram.LooseDimm;
import org.backplane.vm.runtime.ram.PcDimm;
import org.backplane.vm.runtime.ram.PcDimmType;
import org.backplane.vm.runtime.ram.PcDimms;
import org.backplane.vm.runtime.trace.MachineTrace;
import org.backplane.vm.runtime.virtio.VirtioDeviceType;
import org.backplane.vm.runtime.virtio.VirtioDeviceTypes;

/**
 * The devices that operators give a machine, by their type: virtio devices, devices on their buses,
 * and memory devices.
 */
final class MachineDevices {

  private static final String PERIPHERAL = "/machine/peripheral/";
  private static final String ANONYMOUS = "/machine/peripheral-anon/";

  private final VirtioSlots slots;
  private final BusDevices onBuses;
  private final PcDimms dimms;
  private final OptionParser parser;
  private final MachineTrace trace;
  private int anonymous;

  MachineDevices(VirtioSlots slots, PcDimms dimms, OptionParser parser, MachineTrace trace) {
    this.slots = slots;
    this.onBuses = new BusDevices(slots, parser);
    this.dimms = dimms;
    this.parser = parser;
    this.trace = trace;
  }

  /** The types of all of them, sorted by name. */
  static List<TypeDescription> types() {
    return Stream.of(
            Stream.of(PcDimmType.DESCRIPTION),
            VirtioDeviceTypes.all().stream().map(VirtioDeviceType::description),
            VirtioDeviceTypes.onBuses().stream().map(BusDeviceType::description))
        .flatMap(types -> types)
        .sorted(Comparator.comparing(TypeDescription::name))
        .toList();
  }

  VirtioSlots slots() {
    return slots;
  }

  /** Adds devices while the machine is built. */
  void addAll(List<DeviceRequest> requests) throws BackplaneException {
    Set<String> ids = new HashSet<>();
    for (DeviceRequest request : requests) {
      if (!request.id().isEmpty() && !ids.add(request.id())) {
        throw idTaken(request);
      }
    }
    for (DeviceRequest request : requests) {
      add(request);
    }
  }

  private void add(DeviceRequest request) throws BackplaneException {
    Optional<BusDeviceType> onBus = BusDevices.type(request.driver());
    if (onBus.isPresent()) {
      var place = new DeviceBus.Place(path(request), subject(request));
      onBuses.add(onBus.get(), request, place);
      realized(place.path(), request);
    } else if (request.driver().equals(PcDimmType.NAME)) {
      try (var undo = new Teardown()) {
        LooseDimm loose = undo.closing(prepare(request));
        PcDimm dimm = place(loose, false);
        dimms.insert(dimm);
        undo.forget();
        realized(dimm.path(), request);
      }
    } else {
      VirtioDeviceType type = virtioType(request.driver());
      String path = path(request);
      slots.add(type, request, path, subject(request));
      realized(path, request);
    }
  }

  private void realized(String path, DeviceRequest request) {
    if (trace.deviceRealized.enabled()) {
      trace.deviceRealized.record(path, request.driver());
    }
  }

  /** What they measure, kind by kind, each in the order they came. */
  List<Measured> measured() {
    return Stream.concat(slots.measured().stream(), onBuses.measured().stream()).toList();
  }

  /**
   * Makes a device ready that is to be plugged into the machine; any thread.
   *
   * @throws BackplaneException it is not of a kind that can be plugged, or refused
   */
  LooseDimm prepare(DeviceRequest request) throws BackplaneException {
    if (!request.driver().equals(PcDimmType.NAME)) {
      Optional<BusDeviceType> onBus = BusDevices.type(request.driver());
      throw new InvalidRequestException(
          subject(request),
          onBus.isPresent()
              ? "its bus takes no device while the machine is there"
              : "the virtio-mmio slots take no %s while the machine is there"
                  .formatted(virtioType(request.driver()).description().name()),
          "give it with -device at the start");
    }
    return dimms.prepare(request, subject(request));
  }

  /** Finds the place for a device, without putting it there. */
  PcDimm place(LooseDimm loose, boolean hotplugged) throws InvalidRequestException {
    DeviceRequest request = loose.request();
    return dimms.place(loose, path(request), subject(request), hotplugged);
  }

  /**
   * The device that shall be taken out.
   *
   * @param device id or path
   */
  PcDimm removable(String device) throws BackplaneException {
    String path = pathOf(device);
    Optional<PcDimm> dimm = dimms.find(path);
    if (dimm.isPresent()) {
      return dimm.get();
    }
    if (isThere(path)) {
      throw new InvalidRequestException(
          "device '" + device + "'",
          "only memory devices can be taken out while the machine is there",
          "leave it out at the next start");
    }
    throw missing(device);
  }

  /**
   * Switches a device's link to another object; any thread.
   *
   * @param device id or path
   */
  void exchange(String device, String property, String object) throws BackplaneException {
    String path = pathOf(device);
    if (slots.exchange(path, property, object)) {
      return;
    }
    if (isThere(path)) {
      throw new InvalidRequestException(
          "device '" + device + "'",
          "its backends stay what they are while it is there",
          "make it anew with another");
    }
    throw missing(device);
  }

  private static MissingReferenceException missing(String device) {
    return new MissingReferenceException(
        "", "there is no device '%s'".formatted(device), "give the id or path of one");
  }

  private static String pathOf(String device) {
    return device.startsWith("/") ? device : identified(device);
  }

  /** All of them, kind by kind, each in the order they came. */
  List<DeviceStatus> statuses() {
    var all = new ArrayList<DeviceStatus>(slots.statuses());
    all.addAll(onBuses.statuses());
    all.addAll(dimms.statuses());
    return all;
  }

  private VirtioDeviceType virtioType(String driver) throws InvalidRequestException {
    for (VirtioDeviceType type : VirtioDeviceTypes.all()) {
      if (type.description().name().equals(driver)) {
        return type;
      }
    }
    throw new InvalidRequestException(
        "device",
        "'%s' is not a device type".formatted(driver),
        parser.nearest(driver, types().stream().map(TypeDescription::name).toList()));
  }

  /** A place in the object tree; one without an id gets a number that nobody had before. */
  private String path(DeviceRequest request) throws InvalidRequestException {
    if (request.id().isEmpty()) {
      return ANONYMOUS + "device[" + anonymous++ + "]";
    }
    String path = identified(request.id());
    if (isThere(path)) {
      throw idTaken(request);
    }
    return path;
  }

  private static InvalidRequestException idTaken(DeviceRequest request) {
    return new InvalidRequestException(
        subject(request), "another device has this id", "give each device an id of its own");
  }

  private boolean isThere(String path) {
    return statuses().stream().anyMatch(status -> status.path().equals(path));
  }

  private static String identified(String id) {
    return PERIPHERAL + id.replace("/", "\\x2f");
  }

  private static String subject(DeviceRequest request) {
    return request.id().isEmpty() ? request.driver() : request.driver() + " '" + request.id() + "'";
  }
}
