package org.backplane.vm.runtime.virtio;

import java.util.List;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.device.BusDeviceType;
import org.backplane.vm.runtime.serial.SerialMeter;

/** {@code virtconsole} and {@code virtserialport}: the ports of a {@code virtio-serial-device}. */
final class ConsolePortTypes {

  static final String CHARDEV = "chardev";
  static final String NAME = "name";
  static final String NUMBER = "nr";

  static final String BUS_KIND = "virtio-serial-bus";

  private static final long MAX_NUMBER = 0xffff_ffffL;

  static final BusDeviceType CONSOLE = type("virtconsole", "Terminal of the guest, /dev/hvcN");

  static final BusDeviceType SERIAL_PORT =
      type("virtserialport", "Byte stream to a program in the guest, /dev/virtio-ports/NAME");

  private ConsolePortTypes() {}

  private static BusDeviceType type(String name, String summary) {
    var description =
        new TypeDescription(
                name,
                "virtio-serial-port",
                Container.MACHINE,
                summary,
                List.of(
                    Property.optional(
                        CHARDEV,
                        new PropertyKind.Link("chardev"),
                        "Id of the character device; without it output is dropped"),
                    Property.optional(
                        NAME, new PropertyKind.Text(), "Name by which the guest finds the port"),
                    Property.optional(
                        NUMBER,
                        new PropertyKind.Unsigned(0, MAX_NUMBER),
                        "Number of the port; the first free one by default, 0 for a console only"),
                    Property.optional(
                        BusDeviceType.BUS,
                        new PropertyKind.Text(),
                        "Bus of the virtio-serial-device, such as ID.0; the first one by default")))
            .measuring(SerialMeter.METRICS.toArray(MetricDescription[]::new));
    return new BusDeviceType(description, BUS_KIND, VirtioSerialType.NAME);
  }
}
