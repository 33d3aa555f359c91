package org.backplane.vm.runtime;

import java.util.List;
import java.util.Map;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.board.BoardLines;
import org.backplane.vm.runtime.serial.SerialMeter;
import org.backplane.vm.runtime.serial.SerialPort;

/** How the devices that the board brings along are shown. */
final class BoardTypes {

  static final String HART = "/machine/soc0/harts[0]";
  static final String SERIAL_PORT = "/machine/unattached/serial0";

  static final TypeDescription CPU =
      new TypeDescription(
              "rv64-riscv-cpu",
              "riscv-cpu",
              Container.MACHINE,
              "RV64 hart, executed by a CPU provider",
              List.of(
                  Property.readOnly(
                      "isa",
                      new PropertyKind.Text(),
                      "instruction set that the guest was told of")))
          .measuring(HartProbe.METRICS.toArray(MetricDescription[]::new));

  static final TypeDescription SERIAL =
      new TypeDescription(
              "serial-mm",
              "device",
              Container.MACHINE,
              "UART 16550A",
              List.of(
                  Property.readOnly(
                      "chardev", new PropertyKind.Link("chardev"), "character device behind it")))
          .measuring(SerialMeter.METRICS.toArray(MetricDescription[]::new));

  private BoardTypes() {}

  static DeviceStatus cpu(String isa, String state) {
    return new DeviceStatus(HART, CPU, Map.of("isa", new PropertyValue.Text(isa)), state);
  }

  /** What stands between devices and harts; numbered as on the reference board. */
  static List<DeviceStatus> interruptControllers() {
    return List.of(
        controller(BoardLines.SOFTWARE, "riscv.aclint.swi", "software interrupts of the harts"),
        controller(BoardLines.TIMER, "riscv.aclint.mtimer", "timers of the harts"),
        controller(BoardLines.PLIC, "riscv.sifive.plic", "interrupt controller of the devices"));
  }

  private static DeviceStatus controller(String path, String type, String summary) {
    var description =
        new TypeDescription(type, "sys-bus-device", Container.MACHINE, summary, List.of());
    return new DeviceStatus(path, description, Map.of(), "");
  }

  static DeviceStatus serial(SerialPort port) {
    Map<String, PropertyValue> values =
        port.chardev()
            .map(path -> Map.<String, PropertyValue>of("chardev", text(path.toString())))
            .orElseGet(Map::of);
    return new DeviceStatus(SERIAL_PORT, SERIAL, values, port.state());
  }

  private static PropertyValue text(String value) {
    return new PropertyValue.Text(value);
  }
}
