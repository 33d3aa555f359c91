package org.backplane.vm.runtime.virtio;

import java.util.List;

/** All kinds of virtio devices that this machine knows. */
public final class VirtioDeviceTypes {

  private VirtioDeviceTypes() {}

  /** The types, sorted by name. */
  public static List<VirtioDeviceType> all() {
    return List.of(new VirtioRngType());
  }
}
