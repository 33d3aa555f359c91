package org.backplane.vm.runtime.device;

import org.backplane.api.BackplaneException;
import org.backplane.api.metric.Metrics;
import org.backplane.api.type.PropertyValues;

/** A bus that a device brings along for others. */
public interface DeviceBus {

  /** Its kind, such as {@code virtio-serial-bus}. */
  String kind();

  /**
   * Puts a new device onto the bus, which owns it from then on.
   *
   * @param type one that belongs on this kind of bus
   * @param place where it stands, for messages and holders
   * @param values its checked properties, defaults included
   * @param metrics what it measures, as its type describes
   * @throws BackplaneException it cannot be made, or finds no place; the bus is as it was
   */
  BusDevice plug(BusDeviceType type, Place place, PropertyValues values, Metrics metrics)
      throws BackplaneException;

  /**
   * How a new device is called.
   *
   * @param path its place in the object tree
   * @param subject for messages, such as {@code virtconsole 'c'}
   */
  record Place(String path, String subject) {}
}
