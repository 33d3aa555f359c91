package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.backplane.api.rng.EntropyRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code x-rate} and {@code x-burst}, alone and beside {@code max-bytes}. */
final class VirtioRngRateTest {

  private final FakeRegistry registry = new FakeRegistry();
  private final HandClock clock = new HandClock();
  private final ScriptedRng backend = new ScriptedRng();
  private Rig rig = new Rig(new DrainDevice());

  private GuestRing start(Map<String, Long> settings) throws Exception {
    rig.close();
    registry.attach(backend);
    rig = Rig.rng(registry, clock, settings);
    GuestRing ring = rig.driver.bringUp();
    rig.settle();
    return ring;
  }

  @AfterEach
  void close() {
    rig.close();
    assertThat(clock.pending()).isZero();
  }

  private void post(GuestRing ring, int bytes) throws Exception {
    rig.postBuffer(ring, 0, bytes);
    rig.settle();
  }

  private void fill() {
    backend.fill();
    rig.settle();
  }

  private void pass(Duration time) {
    clock.advance(time);
    rig.settle();
  }

  @Test
  void resetsDrawNoMoreThanTheRate() throws Exception {
    GuestRing ring = start(Map.of("x-rate", 1000L, "x-burst", 500L));
    int drawn = 0;
    for (int n = 0; n < 50; n++) {
      post(ring, 64);
      rig.transport.reset();
      while (backend.waiting() > 0) {
        EntropyRequest asked = backend.take();
        drawn += asked.sizeBytes();
        backend.fill(asked, asked.sizeBytes());
      }
      rig.settle();
      ring = rig.driver.bringUp();
    }
    assertThat(drawn).isBetween(400, 500);
  }

  @Test
  void aBurstAndThenTheRate() throws Exception {
    GuestRing ring = start(Map.of("x-rate", 1000L, "x-burst", 128L));
    for (int n = 0; n < 2; n++) {
      post(ring, 64);
      fill();
    }
    assertThat(ring.takeAll()).hasSize(2).allMatch(used -> used.length() == 64);

    post(ring, 64);
    pass(Duration.ofMillis(64).minusNanos(1));
    assertThat(backend.asked()).containsExactly(64, 64);
    pass(Duration.ofNanos(1));
    assertThat(backend.asked()).containsExactly(64, 64, 64);
    fill();
    assertThat(ring.takeAll()).containsExactly(new UsedElement(2, 64));
  }

  @Test
  void aLargeBufferComesInTenthsOfASecond() throws Exception {
    GuestRing ring = start(Map.of("x-rate", 1000L));
    post(ring, 60_000);
    assertThat(backend.asked()).as("all that was saved up").containsExactly(1000);
    fill();
    post(ring, 60_000);
    pass(Duration.ofMillis(99));
    assertThat(backend.asked()).hasSize(1);
    pass(Duration.ofMillis(1));
    assertThat(backend.asked()).containsExactly(1000, 100);
    fill();
    assertThat(ring.takeAll()).extracting(UsedElement::length).containsExactly(1000L, 100L);
  }

  @Test
  void bytesOnTheirWayCount() throws Exception {
    GuestRing ring = start(Map.of("x-rate", 1000L, "x-burst", 100L));
    post(ring, 64);
    post(ring, 64);
    assertThat(backend.asked()).containsExactly(64, 36);
    assertThat(clock.pending()).as("the quota's period alone").isEqualTo(1);
    pass(Duration.ofSeconds(10));
    assertThat(backend.asked()).hasSize(2);
    fill();
    fill();
    assertThat(ring.takeAll()).extracting(UsedElement::length).containsExactly(64L, 36L);
  }

  @Test
  void surplusBytesAreCharged() throws Exception {
    GuestRing ring = start(Map.of("x-rate", 1000L, "x-burst", 64L));
    post(ring, 64);
    ring.write(0, GuestRing.writable(Rig.BUFFERS, 16)); // shrinks while on its way
    fill();
    assertThat(ring.takeAll()).containsExactly(new UsedElement(0, 16));
    post(ring, 64);
    pass(Duration.ofMillis(63));
    assertThat(backend.asked()).hasSize(1);
    pass(Duration.ofMillis(1));
    assertThat(backend.asked()).hasSize(2);
  }

  @Test
  void aSlowTrickleComesByteByByte() throws Exception {
    GuestRing ring = start(Map.of("x-rate", 2L, "x-burst", 1L));
    post(ring, 64);
    fill();
    post(ring, 64);
    pass(Duration.ofMillis(500));
    fill();
    assertThat(ring.takeAll()).extracting(UsedElement::length).containsExactly(1L, 1L);
  }

  @Test
  void theTighterLimitRules() throws Exception {
    Map<String, Long> both = Map.of("x-rate", 1000L, "max-bytes", 100L, "period", 1000L);
    GuestRing ring = start(both);
    post(ring, 64);
    post(ring, 64);
    assertThat(backend.asked()).as("the quota").containsExactly(64, 36);
    fill();
    fill();
    post(ring, 64);
    pass(Duration.ofMillis(999));
    assertThat(backend.asked()).hasSize(2);
    pass(Duration.ofMillis(1));
    assertThat(backend.asked()).containsExactly(64, 36, 64);

    ring = start(Map.of("x-rate", 1000L, "x-burst", 10L, "max-bytes", 100L, "period", 1000L));
    post(ring, 64);
    assertThat(backend.asked()).as("the rate").endsWith(64, 10);
  }

  @Test
  void neitherAResetNorAnExchangeFillsTheBucket() throws Exception {
    GuestRing ring = start(Map.of("x-rate", 1000L, "x-burst", 64L));
    post(ring, 64);
    fill();
    assertThat(ring.takeAll()).hasSize(1);

    var other = new ScriptedRng();
    registry.attach("rng1", other);
    rig.transport.exchange("rng", "rng1");
    GuestRing next = rig.driver.bringUp();
    post(next, 64);
    assertThat(other.asked()).isEmpty();
    pass(Duration.ofMillis(64));
    assertThat(other.asked()).containsExactly(64);
  }

  @Test
  void machineTimeCountsOnly() throws Exception {
    GuestRing ring = start(Map.of("x-rate", 1000L, "x-burst", 64L));
    post(ring, 64);
    fill();
    post(ring, 64);
    rig.transport.running(false);
    rig.settle();
    rig.transport.running(true); // the clock stood still meanwhile
    rig.settle();
    assertThat(backend.asked()).hasSize(1);
    pass(Duration.ofMillis(64));
    assertThat(backend.asked()).hasSize(2);
  }

  @Test
  void eightKibibytesAtOneKibibyteASecondTakeSevenSeconds() throws Exception {
    GuestRing ring = start(Map.of("x-rate", 1024L));
    long begin = clock.nanos();
    for (int got = 0; got < 8192; ) {
      post(ring, 64);
      while (backend.waiting() == 0) {
        pass(Duration.ofMillis(10));
      }
      fill();
      got += (int) ring.takeAll().getFirst().length();
    }
    assertThat(Duration.ofNanos(clock.nanos() - begin))
        .isBetween(Duration.ofMillis(6990), Duration.ofMillis(7100));
  }
}
