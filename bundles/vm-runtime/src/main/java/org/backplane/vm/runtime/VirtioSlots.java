package org.backplane.vm.runtime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.option.OptionParser;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.board.MemoryMap;
import org.backplane.vm.runtime.board.VirtBoard;
import org.backplane.vm.runtime.device.Device;
import org.backplane.vm.runtime.device.MmioDevice;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.virtio.DeviceServices;
import org.backplane.vm.runtime.virtio.EmptySlot;
import org.backplane.vm.runtime.virtio.VirtioDevice;
import org.backplane.vm.runtime.virtio.VirtioDeviceType;
import org.backplane.vm.runtime.virtio.VirtioDeviceTypes;
import org.backplane.vm.runtime.virtio.VirtioMmioTransport;

/** The virtio-mmio slots of a board, filled from the top. */
final class VirtioSlots implements Device {

  private final List<Filled> filled = new ArrayList<>();

  /** Where devices get what they need. */
  record Supply(
      OptionParser parser, DeviceServices services, VirtBoard board, GuestMemory memory) {}

  private record Filled(String path, TypeDescription type, VirtioMmioTransport transport) {}

  private VirtioSlots() {}

  /**
   * Makes the devices and puts them into slots.
   *
   * @throws BackplaneException a device cannot be made, or finds no slot; none is left then
   */
  static VirtioSlots fill(List<DeviceRequest> requests, Supply supply) throws BackplaneException {
    checkIds(requests);
    var slots = new VirtioSlots();
    boolean full = false;
    try {
      for (DeviceRequest request : requests) {
        slots.add(request, supply);
      }
      full = true;
      return slots;
    } finally {
      if (!full) {
        slots.close();
      }
    }
  }

  /** The registers of all slots, slot 0 first. */
  List<MmioDevice> windows() {
    var windows = new ArrayList<MmioDevice>();
    for (int slot = 0; slot < MemoryMap.VIRTIO_SLOTS; slot++) {
      int index = MemoryMap.VIRTIO_SLOTS - 1 - slot;
      windows.add(index < filled.size() ? filled.get(index).transport() : new EmptySlot());
    }
    return windows;
  }

  List<DeviceStatus> statuses() {
    return filled.stream()
        .map(
            entry ->
                new DeviceStatus(
                    entry.path(),
                    entry.type(),
                    entry.transport().properties(),
                    entry.transport().state()))
        .toList();
  }

  @Override
  public void reset() {
    filled.forEach(entry -> entry.transport().reset());
  }

  @Override
  public void running(boolean runs) {
    filled.forEach(entry -> entry.transport().running(runs));
  }

  @Override
  public void close() {
    try (var teardown = new Teardown()) {
      filled.forEach(entry -> teardown.closing(entry.transport()));
    }
  }

  private void add(DeviceRequest request, Supply supply) throws BackplaneException {
    String subject = subject(request);
    VirtioDeviceType type = type(request, supply.parser());
    var values = supply.parser().check(type.description(), subject, request.options());
    if (filled.size() == MemoryMap.VIRTIO_SLOTS) {
      throw new InvalidRequestException(
          subject,
          "all %d virtio-mmio slots of the board are taken".formatted(MemoryMap.VIRTIO_SLOTS),
          "give fewer devices");
    }
    String path = path(request);
    VirtioDevice device = type.create(path, values, supply.services());
    boolean added = false;
    try {
      plug(path, type, device, supply);
      added = true;
    } finally {
      if (!added) {
        device.close();
      }
    }
  }

  private void plug(String path, VirtioDeviceType type, VirtioDevice device, Supply supply) {
    var pin = supply.board().virtioPin(MemoryMap.VIRTIO_SLOTS - 1 - filled.size());
    var transport = VirtioMmioTransport.of(path, device, supply.memory(), pin);
    filled.add(new Filled(path, type.description(), transport));
  }

  private static VirtioDeviceType type(DeviceRequest request, OptionParser parser)
      throws InvalidRequestException {
    List<VirtioDeviceType> all = VirtioDeviceTypes.all();
    for (VirtioDeviceType type : all) {
      if (type.description().name().equals(request.driver())) {
        return type;
      }
    }
    throw new InvalidRequestException(
        "-device",
        "'%s' is not a device type".formatted(request.driver()),
        parser.nearest(
            request.driver(), all.stream().map(type -> type.description().name()).toList()));
  }

  private static void checkIds(List<DeviceRequest> requests) throws InvalidRequestException {
    Set<String> ids = new HashSet<>();
    for (DeviceRequest request : requests) {
      if (!request.id().isEmpty() && !ids.add(request.id())) {
        throw new InvalidRequestException(
            subject(request), "another device has this id", "give each device an id of its own");
      }
    }
  }

  private String path(DeviceRequest request) {
    if (!request.id().isEmpty()) {
      return "/machine/peripheral/" + request.id();
    }
    long anonymous =
        filled.stream()
            .filter(entry -> entry.path().startsWith("/machine/peripheral-anon/"))
            .count();
    return "/machine/peripheral-anon/device[" + anonymous + "]";
  }

  private static String subject(DeviceRequest request) {
    return request.id().isEmpty() ? request.driver() : request.driver() + " '" + request.id() + "'";
  }
}
