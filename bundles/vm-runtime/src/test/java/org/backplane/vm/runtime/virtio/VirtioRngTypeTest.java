package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.junit.jupiter.api.Test;

final class VirtioRngTypeTest {

  private final FakeRegistry registry = new FakeRegistry();

  private VirtioDevice create(Optional<String> rng, Map<String, Long> settings)
      throws BackplaneException {
    return new VirtioRngType()
        .create(
            "/machine/peripheral/r0",
            Rig.rngValues(rng, settings),
            new DeviceServices(registry, new HandClock()));
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
        .containsExactly("virtio-rng-device");
    var description = VirtioDeviceTypes.all().getFirst().description();
    assertThat(description.parent()).isEqualTo("virtio-device");
    assertThat(description.container()).isEqualTo(Container.MACHINE);
    assertThat(description.properties())
        .extracting(Property::name)
        .containsExactly("rng", "max-bytes", "period");
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
  void needsABackend() {
    String advice = "; give the id of one, such as rng=rng0 for an -object rng-builtin,id=rng0";
    assertRefused(
        Optional.empty(), Map.of(), "virtio-rng-device 'r0': no entropy backend given" + advice);
    assertRefused(
        Optional.of("/machine/x"),
        Map.of(),
        "virtio-rng-device 'r0': rng=/machine/x names no object" + advice);
    assertThatExceptionOfType(MissingReferenceException.class)
        .isThrownBy(() -> create(Optional.of("nope"), Map.of()));
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
}
