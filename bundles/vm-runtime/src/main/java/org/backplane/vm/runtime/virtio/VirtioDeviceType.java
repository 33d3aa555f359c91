package org.backplane.vm.runtime.virtio;

import org.backplane.api.BackplaneException;
import org.backplane.api.metric.Metrics;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;

/** A kind of virtio device that a machine can have. */
public interface VirtioDeviceType {

  /** The type; the same answer each time. */
  TypeDescription description();

  /**
   * Makes a device model.
   *
   * @param path its place in the object tree, such as {@code /machine/peripheral/r0}
   * @param values its checked properties, defaults included
   * @param metrics what it measures, as its type describes
   * @throws BackplaneException it cannot be made; no lease is held then
   */
  VirtioDevice create(String path, PropertyValues values, Metrics metrics, DeviceServices services)
      throws BackplaneException;
}
