package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.virtio.FakeChardev;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Devices that sit on another device's bus, by the example of console ports. */
final class BusDevicesTest {

  private static final ObjectPath C0 = ObjectPath.chardev("c0");

  private final MachineRig rig = new MachineRig();
  private final FakeChardev c0 = new FakeChardev();

  BusDevicesTest() {
    rig.host.addChardev("c0", c0);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private VirtualMachine build(DeviceRequest... devices) throws BackplaneException {
    MachineRig.Request request = rig.request();
    List.of(devices).forEach(request::device);
    return rig.build(request);
  }

  private static DeviceRequest device(String driver, String id, String... properties) {
    var options = new LinkedHashMap<String, String>();
    for (int n = 0; n < properties.length; n += 2) {
      options.put(properties[n], properties[n + 1]);
    }
    return new DeviceRequest(driver, id, Options.ofWords(Dialect.COMMAND_LINE, options));
  }

  private static DeviceStatus status(VirtualMachine machine, String id) {
    return machine.devices().stream()
        .filter(status -> status.path().endsWith("/" + id))
        .findFirst()
        .orElseThrow();
  }

  private static Optional<PropertyValue> value(VirtualMachine machine, String id, String name) {
    return Optional.ofNullable(status(machine, id).properties().get(name));
  }

  @Test
  void portsSitOnTheDeviceAndTakeNoSlot() throws Exception {
    var devices = new ArrayList<DeviceRequest>();
    devices.add(device("virtio-serial-device", "vs"));
    for (int n = 0; n < 10; n++) {
      devices.add(device("virtserialport", "p" + n));
    }
    devices.add(device("virtconsole", "con", "chardev", "c0"));
    VirtualMachine machine = build(devices.toArray(DeviceRequest[]::new));
    assertThat(value(machine, "con", "nr")).contains(new PropertyValue.Unsigned(0));
    assertThat(value(machine, "con", "bus")).contains(new PropertyValue.Text("vs.0"));
    assertThat(value(machine, "con", "chardev")).contains(new PropertyValue.Text("/chardevs/c0"));
    assertThat(value(machine, "p9", "nr")).contains(new PropertyValue.Unsigned(10));
    assertThat(status(machine, "con").type().parent()).isEqualTo("virtio-serial-port");
    assertThat(rig.host.holder(C0)).contains("virtconsole /machine/peripheral/con (pinning)");
    assertThat(c0.attached()).isTrue();
    machine.close();
    assertThat(rig.host.holder(C0)).isEmpty();
    assertThat(c0.attached()).isFalse();
  }

  @Test
  void withoutTheBusAPortIsRefused() {
    assertThatThrownBy(() -> build(device("virtconsole", "con", "chardev", "c0")))
        .hasMessage(
            "virtconsole 'con': the machine has no virtio-serial-bus for it;"
                + " give -device virtio-serial-device before it");
    assertThatThrownBy(
            () -> build(device("virtserialport", ""), device("virtio-serial-device", "vs")))
        .hasMessageStartingWith("virtserialport: the machine has no virtio-serial-bus");
    assertThat(rig.host.holder(C0)).isEmpty();
  }

  @Test
  void aBusIsNamedAfterItsDevice() throws Exception {
    VirtualMachine machine =
        build(
            device("virtio-serial-device", ""),
            device("virtio-serial-device", "vs"),
            device("virtio-serial-device", ""),
            device("virtserialport", "a"),
            device("virtserialport", "b", "bus", "vs.0"),
            device("virtserialport", "c", "bus", "virtio-serial-bus.1"));
    assertThat(value(machine, "a", "bus")).contains(new PropertyValue.Text("virtio-serial-bus.0"));
    assertThat(value(machine, "b", "nr")).contains(new PropertyValue.Unsigned(1));
    assertThat(value(machine, "c", "nr")).contains(new PropertyValue.Unsigned(1));
    machine.close();
    assertThatThrownBy(
            () ->
                build(
                    device("virtio-serial-device", "vs"),
                    device("virtserialport", "b", "bus", "vt.0")))
        .hasMessage(
            "virtserialport 'b': there is no virtio-serial-bus named 'vt.0'; there is vs.0");
  }

  @Test
  void aRefusedPortLeavesNothing() {
    assertThatThrownBy(
            () ->
                build(
                    device("virtio-serial-device", "vs"),
                    device("virtconsole", "con", "chardev", "c0"),
                    device("virtserialport", "p", "chardev", "c0")))
        .hasMessageContaining("in use by virtconsole /machine/peripheral/con");
    assertThat(rig.host.holder(C0)).isEmpty();
    assertThatThrownBy(
            () ->
                build(
                    device("virtio-serial-device", "vs"),
                    device("virtserialport", "vs", "chardev", "c0")))
        .hasMessageContaining("another device has this id");
    assertThat(MachineRig.machineThreads()).isEmpty();
  }

  @Test
  void nothingComesOrGoesLater() throws Exception {
    VirtualMachine machine =
        build(device("virtio-serial-device", "vs"), device("virtserialport", "p"));
    assertThatThrownBy(() -> machine.plug(device("virtserialport", "q")))
        .hasMessageContaining("its bus takes no device while the machine is there");
    assertThatThrownBy(() -> machine.unplug("p")).hasMessageContaining("only memory devices");
    assertThatThrownBy(() -> machine.exchange("p", "chardev", "c0"))
        .hasMessageContaining("its backends stay what they are");
  }

  @Test
  void typesAreListedByName() {
    assertThat(rig.builder.deviceTypes())
        .extracting(TypeDescription::name)
        .containsSubsequence("virtconsole", "virtio-serial-device", "virtserialport")
        .isSorted();
  }
}
