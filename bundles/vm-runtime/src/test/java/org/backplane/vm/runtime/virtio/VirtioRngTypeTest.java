package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.trace.Traces;
import org.junit.jupiter.api.Test;

final class VirtioRngTypeTest {

  private final FakeRegistry registry = new FakeRegistry();

  private VirtioDevice create(Optional<String> rng, Map<String, Long> settings)
      throws BackplaneException {
    return new VirtioRngType()
        .create(
            "/machine/peripheral/r0",
            Rig.rngValues(rng, settings),
            Probes.metrics(new VirtioRngType().description()),
            new DeviceServices(registry, new HandClock(), Traces.unheard()));
  }

  private void assertRefused(Optional<String> rng, Map<String, Long> settings, String message) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> create(rng, settings))
        .withMessage(message);
    assertThat(registry.leased()).isFalse();
  }

  @Test
  void isListedAndDescribed() {
    assertThat(VirtioDeviceTypes.all())
        .extracting(type -> type.description().name())
        .containsExactly("virtio-rng-device", "virtio-serial-device");
    var description = VirtioDeviceTypes.all().getFirst().description();
    assertThat(description.parent()).isEqualTo("virtio-device");
    assertThat(description.container()).isEqualTo(Container.MACHINE);
    assertThat(description.properties())
        .extracting(Property::name)
        .containsExactly("rng", "max-bytes", "period", "x-rate", "x-burst");
  }

  @Test
  void takesAnIdOrAPath() throws Exception {
    for (String rng : new String[] {"rng0", "/objects/rng0"}) {
      try (VirtioDevice device = create(Optional.of(rng), Map.of())) {
        assertThat(registry.holder()).contains("virtio-rng /machine/peripheral/r0");
        assertThat(device.state()).isEqualTo("waiting for rng0");
      }
      assertThat(registry.leased()).isFalse();
    }
  }

  @Test
  void refusesWhatIsNoBackend() {
    assertRefused(
        Optional.of("/machine/x"),
        Map.of(),
        "virtio-rng-device 'r0': rng=/machine/x names no object; give the id of an rng-backend");
    assertThatExceptionOfType(MissingReferenceException.class)
        .isThrownBy(() -> create(Optional.of("nope"), Map.of()))
        .withMessage(
            "virtio-rng-device 'r0': rng: there is no object 'nope';"
                + " make one with -object TYPE,id=nope, or object-add in a monitor");
  }

  @Test
  void refusesQuotasThatMakeNoSense() {
    assertRefused(
        Optional.of("rng0"),
        Map.of("max-bytes", 0L),
        "virtio-rng-device 'r0': max-bytes 0 is out of range; give 1 to 9223372036854775807");
    assertRefused(
        Optional.of("rng0"),
        Map.of("max-bytes", Long.MIN_VALUE),
        "virtio-rng-device 'r0': max-bytes 9223372036854775808 is out of range;"
            + " give 1 to 9223372036854775807");
    assertRefused(
        Optional.of("rng0"),
        Map.of("period", 0L),
        "virtio-rng-device 'r0': period 0 is out of range; give milliseconds from 1");
  }

  @Test
  void refusesRatesThatMakeNoSense() {
    assertRefused(
        Optional.of("rng0"),
        Map.of("x-rate", (8L << 30) + 1),
        "virtio-rng-device 'r0': x-rate 8589934593 is out of range;"
            + " give up to 8G, or 0 for no such limit");
    assertRefused(
        Optional.of("rng0"),
        Map.of("x-rate", 1L, "x-burst", -1L),
        "virtio-rng-device 'r0': x-burst 18446744073709551615 is out of range;"
            + " give up to 9223372036854775807");
    assertRefused(
        Optional.of("rng0"),
        Map.of("x-burst", 1L),
        "virtio-rng-device 'r0': x-burst says nothing without x-rate;"
            + " give x-rate, or leave x-burst out");
  }

  @Test
  void theBurstIsASecondsBytesByDefault() throws Exception {
    for (long burst : new long[] {0, 5}) {
      Map<String, Long> settings = Map.of("x-rate", 1024L, "x-burst", burst);
      try (VirtioDevice device = create(Optional.of("rng0"), settings)) {
        assertThat(device.properties())
            .containsEntry("x-rate", new PropertyValue.Unsigned(1024))
            .containsEntry("x-burst", new PropertyValue.Unsigned(burst == 0 ? 1024 : burst));
      }
    }
  }

  @Test
  void anObjectOfAnotherKindIsRefusedEvenWithoutCode() {
    registry.addStranger("secret0");
    assertRefused(
        Optional.of("secret0"),
        Map.of(),
        "virtio-rng-device 'r0': rng=secret0 is a secret; give the id of an rng-backend");
  }

  @Test
  void withoutABackendTheDeviceBringsItsOwn() throws Exception {
    try (VirtioDevice device = create(Optional.empty(), Map.of())) {
      assertThat(device.properties())
          .containsEntry("rng", new PropertyValue.Text("/objects/r0.default-backend"));
      assertThat(device.state()).isEqualTo("waiting for r0.default-backend");
      assertThatExceptionOfType(InUseException.class)
          .isThrownBy(() -> registry.remove(ObjectPath.object("r0.default-backend")))
          .withMessageContaining("in use by its device /machine/peripheral/r0");
    }
    assertThat(registry.leased()).isFalse();
    assertThat(registry.log())
        .containsExactly("add rng-builtin 'r0.default-backend'", "remove r0.default-backend");
  }

  @Test
  void theOwnBackendGoesWithItsDeviceThoughThatHasAnother() throws Exception {
    try (VirtioDevice device = create(Optional.empty(), Map.of())) {
      device.exchange("rng", "rng0");
      assertThat(device.properties()).containsEntry("rng", new PropertyValue.Text("/objects/rng0"));
      device.exchange("rng", "r0.default-backend");
      device.exchange("rng", "rng0");
    }
    assertThat(registry.log()).hasSize(2).endsWith("remove r0.default-backend");
  }

  @Test
  void anOwnBackendNeverTakesTheNameOfAnother() throws Exception {
    var type = new VirtioRngType();
    var services = new DeviceServices(registry, new HandClock(), Traces.unheard());
    var none = Rig.rngValues(Optional.empty(), Map.of());
    registry.addWaiting("device0.default-backend");
    List<String> expected =
        List.of(
            "device0.default-backend.2",
            "device0.default-backend.3",
            "device7x2f8.default-backend");
    List<String> paths =
        List.of(
            "/machine/peripheral-anon/device[0]",
            "/machine/peripheral/device0",
            "/machine/peripheral/7\\x2f8");
    var made = new ArrayList<VirtioDevice>();
    for (String path : paths) {
      made.add(type.create(path, none, Probes.metrics(type.description()), services));
    }
    assertThat(made)
        .extracting(device -> ((PropertyValue.Text) device.properties().get("rng")).value())
        .containsExactlyElementsOf(expected.stream().map(id -> "/objects/" + id).toList());
    made.forEach(VirtioDevice::close);
    assertThat(registry.find(ObjectPath.object("device0.default-backend"))).isPresent();
  }

  @Test
  void aRefusedDeviceLeavesNoBackendBehind() {
    assertRefused(
        Optional.empty(),
        Map.of("period", 0L),
        "virtio-rng-device 'r0': period 0 is out of range; give milliseconds from 1");
    assertThat(registry.log()).isEmpty();
  }
}
