package org.backplane.vm.runtime.device;

import java.util.Map;
import org.backplane.api.type.PropertyValue;

/** A device on the bus of another one, with which it ends. Any thread. */
public interface BusDevice {

  /** The current values of its properties; one that is not set is left out. */
  Map<String, PropertyValue> properties();

  /** One line on how it is. */
  String state();
}
