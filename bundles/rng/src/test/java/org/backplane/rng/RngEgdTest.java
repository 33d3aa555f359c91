package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.Lease;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.type.Change;
import org.backplane.tck.RngContract;
import org.backplane.tck.TestCreation;
import org.junit.jupiter.api.Test;

/** {@code rng-egd} against the contract of its family, with a server that answers. */
final class RngEgdTest extends RngContract {

  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final FakeEgd server = new FakeEgd();

  @Override
  protected BackendFactory factory() {
    return new RngEgdFactory();
  }

  @Override
  protected Map<String, ?> properties() {
    return Map.of("chardev", "egd");
  }

  @Override
  protected TestCreation prepared(TestCreation creation) {
    return creation.offering(ObjectPath.chardev("egd"), server);
  }

  @Test
  void aDeviceThatIsNotThereIsAMissingReference() {
    try (var creation =
        new TestCreation(factory().description(), "rng1", Map.of("chardev", "none"))) {
      assertThatExceptionOfType(MissingReferenceException.class)
          .isThrownBy(() -> factory().create(creation))
          .withMessageContaining("rng-egd 'rng1'");
    }
  }

  /** As when the device's code is exchanged while this object goes. */
  @Test
  void aDeviceThatComesToAnEndedObjectIsFreeForTheNext() {
    var ended =
        new RngEgd(
            new EgdClient("backplane-rng-ended", "rng-egd 'ended'", SILENCE, TestMeter.egd()));
    ended.start(new NoTarget());
    ended.close();
    var device = new FakeEgd();
    ended.attached(device);
    assertThat(device.isAttached()).isFalse();
  }

  private record NoTarget() implements Lease<Chardev> {
    @Override
    public ObjectPath path() {
      return ObjectPath.chardev("egd");
    }

    @Override
    public Optional<Chardev> target() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  @Test
  void itsDeviceIsFixed() {
    var chardev = factory().description().property("chardev").orElseThrow();
    assertThat(chardev.required()).isTrue();
    assertThat(chardev.change()).isEqualTo(Change.AT_CREATION);
  }
}
