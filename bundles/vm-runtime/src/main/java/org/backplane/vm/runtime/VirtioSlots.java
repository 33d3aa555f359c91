package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.VirtioReport;
import org.backplane.api.metric.Measured;
import org.backplane.api.option.OptionParser;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.board.MemoryMap;
import org.backplane.vm.runtime.board.VirtBoard;
import org.backplane.vm.runtime.device.Device;
import org.backplane.vm.runtime.device.DeviceBus;
import org.backplane.vm.runtime.device.MmioDevice;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.virtio.DeviceServices;
import org.backplane.vm.runtime.virtio.EmptySlot;
import org.backplane.vm.runtime.virtio.VirtioDevice;
import org.backplane.vm.runtime.virtio.VirtioDeviceType;
import org.backplane.vm.runtime.virtio.VirtioMmioTransport;
import org.backplane.vm.runtime.virtio.VirtioProbe;

/** The virtio-mmio slots of a board, filled from the top while the machine is built. */
final class VirtioSlots implements Device {

  private final Supply supply;
  private final List<Filled> filled = new ArrayList<>();

  /** Where devices get what they need. */
  record Supply(
      OptionParser parser, DeviceServices services, VirtBoard board, GuestMemory memory) {}

  private record Filled(Measured measured, TypeDescription type, VirtioMmioTransport transport) {

    String path() {
      return measured.path();
    }
  }

  VirtioSlots(Supply supply) {
    this.supply = supply;
  }

  /**
   * Makes a device and puts it into the next slot.
   *
   * @param path its place in the object tree
   * @param subject for messages
   * @throws BackplaneException it cannot be made, or finds no slot
   */
  void add(VirtioDeviceType type, DeviceRequest request, String path, String subject)
      throws BackplaneException {
    var values = supply.parser().check(type.description(), subject, request.options());
    if (filled.size() == MemoryMap.VIRTIO_SLOTS) {
      throw new InvalidRequestException(
          subject,
          "all %d virtio-mmio slots of the board are taken".formatted(MemoryMap.VIRTIO_SLOTS),
          "give fewer devices");
    }
    Measured measured = Measuring.device(path, type.description());
    VirtioDevice device = type.create(path, values, measured.metrics(), supply.services());
    boolean added = false;
    try {
      plug(measured, type, device);
      added = true;
    } finally {
      if (!added) {
        device.close();
      }
    }
  }

  private void plug(Measured measured, VirtioDeviceType type, VirtioDevice device) {
    String path = measured.path();
    var probe = new VirtioProbe(path, supply.services().traces().virtio(), measured.metrics());
    var pin = supply.board().virtioPin(MemoryMap.VIRTIO_SLOTS - 1 - filled.size());
    var transport = VirtioMmioTransport.of(path, device, supply.memory(), pin, probe);
    filled.add(new Filled(measured, type.description(), transport));
  }

  /** What the devices measure, in the order they came. */
  List<Measured> measured() {
    return filled.stream().map(Filled::measured).toList();
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

  /**
   * Switches a link of the device that stands there; any thread.
   *
   * @return whether there is a device of that path
   * @throws BackplaneException the device refuses; it is as it was
   */
  boolean exchange(String path, String property, String object) throws BackplaneException {
    for (Filled entry : filled) {
      if (entry.path().equals(path)) {
        entry.transport().exchange(property, object);
        return true;
      }
    }
    return false;
  }

  /** The buses that devices brought along, by the paths of these, in the order the devices came. */
  Map<String, DeviceBus> buses() {
    var buses = new LinkedHashMap<String, DeviceBus>();
    filled.forEach(entry -> entry.transport().bus().ifPresent(bus -> buses.put(entry.path(), bus)));
    return buses;
  }

  /** How the devices and their drivers stand to each other; any thread. */
  List<VirtioReport> reports() {
    return filled.stream().map(entry -> entry.transport().report()).toList();
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

  /** Waits until the devices have done what they were told so far, each at most for a while. */
  void settle(Duration patience) throws InterruptedException {
    for (Filled entry : filled) {
      entry.transport().settle(patience);
    }
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
}
