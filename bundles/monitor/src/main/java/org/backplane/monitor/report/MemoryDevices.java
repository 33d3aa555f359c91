package org.backplane.monitor.report;

import java.util.List;
import java.util.Optional;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.schema.UnionForm;

/**
 * Reports how much memory a machine has, and which devices brought it.
 *
 * @param machine the machine, if there is one
 */
public record MemoryDevices(Optional<VirtualMachine> machine) {

  private static final ObjectForm<MemoryDevice> DIMM =
      ObjectForm.<MemoryDevice>empty()
          .maybe("id", Form.TEXT, device -> Optional.of(device.id()).filter(id -> !id.isEmpty()))
          .integer("addr", device -> JsonValues.unsigned(device.address()))
          .integer("size", device -> JsonValues.unsigned(device.sizeBytes()))
          .integer("slot", MemoryDevice::slot)
          .integer("node", MemoryDevice::node)
          .text("memdev", device -> device.memdev().toString())
          .bool("hotplugged", MemoryDevice::hotplugged)
          .bool("hotpluggable", _ -> true);

  /** What all of them are so far; each can be taken out. */
  private static final String TYPE = "dimm";

  private static final Form<List<MemoryDevice>> DEVICES =
      UnionForm.<MemoryDevice>by("type", ObjectForm.empty())
          .when(
              TYPE,
              MemoryDevice.class,
              ObjectForm.<MemoryDevice>empty().with("data", DIMM, device -> device))
          .list();

  /** The QMP form of the devices. */
  public static final Form<MemoryDevices> FORM =
      Form.of(DEVICES.shape(), memory -> DEVICES.of(memory.devices()));

  /** The QMP form of how much there is. */
  public static final Form<MemoryDevices> SUMMARY =
      ObjectForm.<MemoryDevices>empty()
          .integer("base-memory", MemoryDevices::baseBytes)
          .integer("plugged-memory", MemoryDevices::pluggedBytes);

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
