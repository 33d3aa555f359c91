package org.backplane.vm.runtime.virtio;

import java.util.List;
import org.backplane.vm.runtime.device.BusDeviceType;

/** All kinds of virtio devices that this machine knows. */
public final class VirtioDeviceTypes {

  private VirtioDeviceTypes() {}

  /** The types, sorted by name. */
  public static List<VirtioDeviceType> all() {
    return List.of(new VirtioRngType(), new VirtioSerialType());
  }

  /** The types of devices on the buses of virtio devices, sorted by name. */
  public static List<BusDeviceType> onBuses() {
    return List.of(ConsolePortTypes.CONSOLE, ConsolePortTypes.SERIAL_PORT);
  }
}
