package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.vm.runtime.device.BusDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which ports a bus takes, and under which numbers. */
final class VirtioSerialBusTest {

  private ConsoleGuest guest;

  @BeforeEach
  void make() throws BackplaneException {
    guest = new ConsoleGuest(4);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private static Map<String, PropertyValue> nr(long number) {
    return Map.of("nr", new PropertyValue.Unsigned(number));
  }

  private static Map<String, PropertyValue> named(String name) {
    return Map.of("name", new PropertyValue.Text(name));
  }

  private static void assertNumber(BusDevice port, int number) {
    assertThat(port.properties()).containsEntry("nr", new PropertyValue.Unsigned(number));
  }

  private static void refuses(ThrowingCallable plug, String message) {
    assertThatThrownBy(plug).isInstanceOf(BackplaneException.class).hasMessage(message);
  }

  @Test
  void theFirstConsoleIsPortZeroWhateverCameBefore() throws Exception {
    assertNumber(guest.serialPort(Map.of()), 1);
    assertNumber(guest.console(Map.of()), 0);
    assertNumber(guest.console(Map.of()), 2);
    assertNumber(guest.serialPort(Map.of()), 3);
    refuses(
        () -> guest.serialPort(Map.of()),
        "virtserialport 'p': its bus has no free port;"
            + " give virtio-serial-device a greater max_ports than 4");
  }

  @Test
  void aWantedNumberIsGivenOrRefused() throws Exception {
    assertNumber(guest.serialPort(nr(3)), 3);
    refuses(
        () -> guest.console(nr(3)),
        "virtconsole 'p': port 3 is taken; give another nr, or leave it out");
    refuses(
        () -> guest.serialPort(nr(0)),
        "virtserialport 'p': port 0 is for a virtconsole; give nr from 1 on, or leave it out");
    refuses(
        () -> guest.console(nr(4)),
        "virtconsole 'p': nr 4 is out of range;"
            + " give less than max_ports of its bus, which is 4");
    assertNumber(guest.console(nr(0)), 0);
  }

  @Test
  void aNameIsGivenOnce() throws Exception {
    guest.serialPort(named("org.a"));
    guest.serialPort(named("org.b"));
    refuses(
        () -> guest.serialPort(named("org.a")),
        "virtserialport 'p': another port has the name 'org.a'; give each one of its own");
  }

  @Test
  void aCharacterDeviceServesOnePort() throws Exception {
    guest.chardevs.add("c0");
    guest.serialPort(ConsoleGuest.on("/chardevs/c0"));
    assertThat(guest.chardevs.holder("c0")).contains("virtserialport /machine/peripheral/p");
    assertThatThrownBy(() -> guest.serialPort(ConsoleGuest.on("c0")))
        .isInstanceOf(InUseException.class);
    assertThatThrownBy(() -> guest.console(ConsoleGuest.on("c9")))
        .isInstanceOf(MissingReferenceException.class)
        .hasMessage(
            "virtconsole 'p': chardev: there is no character device 'c9';"
                + " make one with -chardev TYPE,id=c9");
    refuses(
        () -> guest.console(ConsoleGuest.on("/objects/c0")),
        "virtconsole 'p': chardev=/objects/c0 names no character device; give the id of one");
    assertNumber(guest.serialPort(Map.of()), 2);
  }

  @Test
  void aBusOfOnePortOffersNoMore() throws Exception {
    try (var plain = new ConsoleGuest(1)) {
      plain.console(Map.of());
      assertThat(plain.rig.driver.offered() & VirtioSerial.MULTIPORT).isZero();
      plain.rig.driver.write(Register.QUEUE_SEL, 2);
      assertThat(plain.rig.driver.read(Register.QUEUE_NUM_MAX)).isZero();
      plain.bringUp(VirtioSerial.MULTIPORT);
      plain.send(0, "dropped");
      assertThat(plain.sent(0)).isOne();
      assertThatThrownBy(() -> plain.serialPort(Map.of())).hasMessageContaining("no free port");
    }
  }

  @Test
  void thereAreLimitsToTheNumberOfPorts() {
    for (int ports : new int[] {0, 512}) {
      refuses(
          () -> new ConsoleGuest(ports),
          "virtio-serial-device 'vs': max_ports %d is out of range; give 1 to 511"
              .formatted(ports));
    }
    var most = new PropertyValues(Map.of("max_ports", new PropertyValue.Unsigned(511)));
    assertThat(
            new VirtioSerial("vs", (int) most.number("max_ports"), guest.services()).queueSizes())
        .hasSize(1024);
  }
}
