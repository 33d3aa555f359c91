package org.backplane.vm.runtime.virtio;

import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.metric.Metrics;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;

/** {@code virtio-serial-device}: a console device behind an MMIO transport, with a bus of ports. */
final class VirtioSerialType implements VirtioDeviceType {

  static final String NAME = "virtio-serial-device";
  static final String MAX_PORTS = "max_ports";

  private static final long DEFAULT_MAX_PORTS = 31;
  private static final long MOST_PORTS = 511;

  private static final TypeDescription DESCRIPTION =
      new TypeDescription(
              NAME,
              "virtio-device",
              Container.MACHINE,
              "Console device for the guest, with a bus of virtconsole and virtserialport",
              List.of(
                  Property.fixed(
                      MAX_PORTS,
                      new PropertyKind.Unsigned(0, 0xffff_ffffL),
                      new PropertyValue.Unsigned(DEFAULT_MAX_PORTS),
                      "Most ports on the bus; with 1 the guest is offered no more than a console")))
          .measuring(VirtioProbe.metricsAnd());

  @Override
  public TypeDescription description() {
    return DESCRIPTION;
  }

  @Override
  public VirtioDevice create(
      String path, PropertyValues values, Metrics metrics, DeviceServices services)
      throws InvalidRequestException {
    long maxPorts = values.number(MAX_PORTS);
    if (maxPorts < 1 || maxPorts > MOST_PORTS) {
      throw new InvalidRequestException(
          NAME + " '" + path.substring(path.lastIndexOf('/') + 1) + "'",
          "max_ports %s is out of range".formatted(Long.toUnsignedString(maxPorts)),
          "give 1 to " + MOST_PORTS);
    }
    return new VirtioSerial(path, (int) maxPorts, services);
  }
}
