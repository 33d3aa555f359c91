package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.backplane.api.rng.EntropyRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class VirtioRngQuotaTest {

  private static final Duration PERIOD = Duration.ofMillis(1000);

  private final FakeRegistry registry = new FakeRegistry();
  private final HandClock clock = new HandClock();
  private final ScriptedRng backend = new ScriptedRng();
  private Rig rig = new Rig(new DrainDevice());

  private GuestRing start(long maxBytes) throws Exception {
    rig.close();
    registry.attach(backend);
    rig = Rig.rng(registry, clock, Map.of("max-bytes", maxBytes, "period", PERIOD.toMillis()));
    GuestRing ring = rig.driver.bringUp();
    rig.settle();
    return ring;
  }

  @AfterEach
  void close() {
    rig.close();
    assertThat(clock.pending()).isZero();
  }

  private void fill() {
    backend.fill();
    rig.settle();
  }

  private void pass(Duration time) {
    clock.advance(time);
    rig.settle();
  }

  private void post(GuestRing ring) throws Exception {
    rig.postBuffer(ring, 0, 64);
    rig.settle();
  }

  @Test
  void aQuotaBelowTheBufferGivesAShortBufferAndThenNothing() throws Exception {
    GuestRing ring = start(10);
    post(ring);
    assertThat(backend.asked()).containsExactly(10);
    fill();
    assertThat(ring.takeAll()).containsExactly(new UsedElement(0, 10));

    post(ring);
    assertThat(backend.asked()).hasSize(1);
    pass(PERIOD.minusNanos(1));
    assertThat(backend.asked()).hasSize(1);
    pass(Duration.ofNanos(1));
    assertThat(backend.asked()).containsExactly(10, 10);
    fill();
    assertThat(ring.takeAll()).extracting(UsedElement::length).containsExactly(10L);
  }

  @Test
  void theQuotaSpansBuffers() throws Exception {
    GuestRing ring = start(100);
    post(ring);
    post(ring);
    post(ring);
    assertThat(backend.asked()).containsExactly(64, 36);
    fill();
    fill();
    assertThat(ring.takeAll()).extracting(UsedElement::length).containsExactly(64L, 36L);
    pass(PERIOD);
    assertThat(backend.asked()).containsExactly(64, 36, 64);
  }

  @Test
  void whatAPeriodLeavesOverIsNotCarriedOn() throws Exception {
    GuestRing ring = start(64);
    pass(PERIOD.multipliedBy(5));
    for (int n = 0; n < 3; n++) {
      post(ring);
    }
    assertThat(backend.asked()).containsExactly(64);
  }

  @Test
  void thePeriodBeginsAnewWithARequest() throws Exception {
    GuestRing ring = start(64);
    post(ring);
    fill();
    pass(PERIOD);
    assertThat(clock.pending()).as("it does not run free").isZero();

    pass(PERIOD.dividedBy(2));
    post(ring);
    fill();
    post(ring);
    pass(PERIOD.minusNanos(1));
    assertThat(backend.asked()).containsExactly(64, 64);
    pass(Duration.ofNanos(1));
    assertThat(backend.asked()).containsExactly(64, 64, 64);
  }

  @Test
  void surplusBytesAreLostAndStillCharged() throws Exception {
    GuestRing ring = start(100);
    post(ring);
    ring.write(0, GuestRing.writable(Rig.BUFFERS, 16)); // shrinks while on its way
    fill();
    assertThat(ring.takeAll()).containsExactly(new UsedElement(0, 16));
    post(ring);
    assertThat(backend.asked()).containsExactly(64, 36);
  }

  @Test
  void aResetDoesNotRestoreTheQuota() throws Exception {
    GuestRing ring = start(64);
    post(ring);
    fill();
    assertThat(ring.takeAll()).hasSize(1);

    GuestRing next = rig.driver.bringUp();
    post(next);
    assertThat(backend.asked()).hasSize(1);
    pass(PERIOD);
    fill();
    assertThat(next.takeAll()).hasSize(1);
  }

  /** The source is not drained by a guest that takes back what it asked for. */
  @Test
  void resetsDrawNoMoreThanTheQuota() throws Exception {
    GuestRing ring = start(100);
    int drawn = 0;
    for (int n = 0; n < 50; n++) {
      post(ring);
      rig.transport.reset(); // before, and after, the source has answered
      while (backend.waiting() > 0) {
        EntropyRequest asked = backend.take();
        drawn += asked.sizeBytes();
        backend.fill(asked, asked.sizeBytes());
      }
      rig.settle();
      ring = rig.driver.bringUp();
    }
    assertThat(drawn).isEqualTo(100);
  }

  @Test
  void aPeriodThatEndsWhileTheMachineIsStoppedCountsAfterwards() throws Exception {
    GuestRing ring = start(64);
    post(ring);
    fill();
    post(ring);
    rig.transport.running(false);
    pass(PERIOD);
    assertThat(backend.asked()).hasSize(1);
    rig.transport.running(true);
    rig.settle();
    assertThat(backend.asked()).hasSize(2);
  }

  @Test
  void eightKibibytesAtOneKibibyteASecondTakeSevenToNineSeconds() throws Exception {
    GuestRing ring = start(1024);
    long begin = clock.nanos();
    for (int got = 0; got < 8192; ) {
      post(ring);
      while (backend.waiting() == 0) {
        pass(Duration.ofMillis(10));
      }
      fill();
      got += (int) ring.takeAll().getFirst().length();
    }
    assertThat(Duration.ofNanos(clock.nanos() - begin))
        .isBetween(Duration.ofSeconds(7), Duration.ofSeconds(9));
  }
}
