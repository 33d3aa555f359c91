package org.backplane.api.machine;

import java.util.Map;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/**
 * A device of a machine.
 *
 * @param path its place in the object tree, such as {@code /machine/peripheral/r0}
 * @param type its type
 * @param properties its current values; an unset link has none
 * @param state one line on how it is, such as {@code running} or {@code needs reset: …}
 */
public record DeviceStatus(
    String path, TypeDescription type, Map<String, PropertyValue> properties, String state) {

  public DeviceStatus {
    properties = Map.copyOf(properties);
  }
}
