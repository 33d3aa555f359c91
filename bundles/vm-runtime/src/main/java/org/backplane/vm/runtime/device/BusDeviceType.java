package org.backplane.vm.runtime.device;

import org.backplane.api.type.TypeDescription;

/**
 * A kind of device that stands on another device's bus, and not at a place of the board.
 *
 * @param description its properties, {@link #BUS} among them
 * @param bus the kind of bus
 * @param bringer the type of the device that brings such a bus
 */
public record BusDeviceType(TypeDescription description, String bus, String bringer) {

  /** The property that names the bus; without it any bus of the right kind will do. */
  public static final String BUS = "bus";
}
