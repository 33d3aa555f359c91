package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.backplane.api.rng.EntropyRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a device does so that a backend can serve it and others in turn. */
final class FairShareTest {

  private final FakeRegistry registry = new FakeRegistry();
  private final ScriptedRng backend = new ScriptedRng();
  private final Rig greedy;
  private final GuestRing ring;

  FairShareTest() throws Exception {
    registry.attach(backend);
    greedy = rig("greedy");
    ring = greedy.driver.bringUp();
  }

  private Rig rig(String id) throws Exception {
    return new Rig(Rig.rngDevice("/machine/peripheral/" + id, registry, new HandClock(), Map.of()));
  }

  @AfterEach
  void close() {
    greedy.close();
  }

  private void fillTheRing(int bufferBytes) throws Exception {
    while (ring.room() > 0) {
      greedy.postBuffer(ring, ring.room() % 8, bufferBytes);
      greedy.settle(); // each asks for itself, as far as it may
    }
  }

  @Test
  void eachDeviceAsksInItsOwnName() throws Exception {
    try (Rig modest = rig("modest")) {
      GuestRing own = modest.driver.bringUp();
      fillTheRing(4096);
      modest.postBuffer(own, 0, 64);
      modest.settle();
      for (int n = 0; n < 8; n++) {
        assertThat(backend.take().owner()).isEqualTo("virtio-rng /machine/peripheral/greedy");
      }
      assertThat(backend.take().owner()).isEqualTo("virtio-rng /machine/peripheral/modest");
      assertThat(backend.waiting()).isZero();
    }
  }

  @Test
  void noDeviceHasMoreThanALargestRequestUnderWay() throws Exception {
    fillTheRing(EntropyRequest.MAX_BYTES);
    assertThat(backend.asked()).containsExactly(EntropyRequest.MAX_BYTES);
    backend.fill();
    greedy.settle();
    assertThat(backend.asked()).as("as much again").hasSize(2);
    assertThat(backend.waiting()).isOne();
  }
}
