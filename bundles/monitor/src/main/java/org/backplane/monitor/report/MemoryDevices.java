package org.backplane.monitor.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.VirtualMachine;

/**
 * Reports how much memory a machine has, and which devices brought it.
 *
 * @param machine the machine, if there is one
 */
public record MemoryDevices(Optional<VirtualMachine> machine) {

  /** What all of them are so far; each can be taken out. */
  private static final String TYPE = "dimm";

  /** RAM that the machine was built with, in bytes. */
  public long baseBytes() {
    return machine.map(VirtualMachine::ramBytes).orElse(0L);
  }

  /** Memory of its memory devices, in bytes. */
  public long pluggedBytes() {
    return devices().stream().mapToLong(MemoryDevice::sizeBytes).sum();
  }

  private List<MemoryDevice> devices() {
    return machine.map(VirtualMachine::memoryDevices).orElse(List.of());
  }

  /** The QMP form of all devices. */
  public List<Map<String, Object>> toMaps() {
    return devices().stream().map(MemoryDevices::map).toList();
  }

  private static Map<String, Object> map(MemoryDevice device) {
    var data =
        new Members()
            .with("id", Optional.of(device.id()).filter(id -> !id.isEmpty()))
            .with("addr", JsonValues.unsigned(device.address()))
            .with("size", JsonValues.unsigned(device.sizeBytes()))
            .with("slot", (long) device.slot())
            .with("node", (long) device.node())
            .with("memdev", device.memdev().toString())
            .with("hotplugged", device.hotplugged())
            .with("hotpluggable", true)
            .toMap();
    return new Members().with("type", TYPE).with("data", data).toMap();
  }

  /** The HMP form of all devices, a line each. */
  public List<String> toLines() {
    return devices().stream().flatMap(device -> lines(device).stream()).toList();
  }

  private static List<String> lines(MemoryDevice device) {
    return List.of(
        "Memory device [" + TYPE + "]: \"" + device.id() + "\"",
        "  addr: 0x" + Long.toHexString(device.address()),
        "  slot: " + device.slot(),
        "  node: " + device.node(),
        "  size: " + Long.toUnsignedString(device.sizeBytes()),
        "  memdev: " + device.memdev(),
        "  hotplugged: " + device.hotplugged(),
        "  hotpluggable: true");
  }
}
