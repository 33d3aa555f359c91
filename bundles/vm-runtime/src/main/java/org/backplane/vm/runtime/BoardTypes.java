package org.backplane.vm.runtime;

import java.util.List;
import java.util.Map;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.serial.SerialPort;

/** How the devices that the board brings along are shown. */
final class BoardTypes {

  private static final TypeDescription CPU =
      new TypeDescription(
          "rv64-riscv-cpu",
          "riscv-cpu",
          Container.MACHINE,
          "RV64 hart, executed by a CPU provider",
          List.of(
              Property.readOnly(
                  "isa", new PropertyKind.Text(), "instruction set that the guest was told of")));
  private static final TypeDescription SERIAL =
      new TypeDescription(
          "serial-mm",
          "device",
          Container.MACHINE,
          "UART 16550A",
          List.of(
              Property.readOnly(
                  "chardev", new PropertyKind.Link("chardev"), "character device behind it")));

  private BoardTypes() {}

  static DeviceStatus cpu(String isa, String state) {
    return new DeviceStatus(
        "/machine/soc0/harts[0]", CPU, Map.of("isa", new PropertyValue.Text(isa)), state);
  }

  static DeviceStatus serial(SerialPort port) {
    Map<String, PropertyValue> values =
        port.chardev()
            .map(path -> Map.<String, PropertyValue>of("chardev", text(path.toString())))
            .orElseGet(Map::of);
    return new DeviceStatus("/machine/unattached/serial0", SERIAL, values, port.state());
  }

  private static PropertyValue text(String value) {
    return new PropertyValue.Text(value);
  }
}
