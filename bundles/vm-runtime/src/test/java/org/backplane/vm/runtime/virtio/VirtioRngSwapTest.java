package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backends that go, come, hand back, fail, break or forget: the guest only waits. */
final class VirtioRngSwapTest {

  private static final Duration PAUSE = RetryPause.FIRST;

  private final FakeRegistry registry = new FakeRegistry();
  private final HandClock clock = new HandClock();
  private final ScriptedRng first = new ScriptedRng();
  private final ScriptedRng second = new ScriptedRng();
  private final Rig rig;
  private final GuestRing ring;

  VirtioRngSwapTest() throws Exception {
    rig = Rig.rng(registry, clock, Map.of());
    ring = rig.driver.bringUp();
  }

  @BeforeEach
  void driverIsUp() {
    rig.settle();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private void post(int n) throws Exception {
    rig.postBuffer(ring, n, 64);
    rig.settle();
  }

  private void assertServed(ScriptedRng backend, int buffers) throws Exception {
    while (backend.waiting() > 0) {
      backend.fill();
      rig.settle();
    }
    assertThat(ring.takeAll()).hasSize(buffers).allMatch(used -> used.length() == 64);
    assertThat(rig.transport.state()).isEqualTo("driver ok");
  }

  @Test
  void buffersWaitForABackendThatIsNotThereYet() throws Exception {
    post(0);
    post(1);
    assertThat(rig.transport.state()).isEqualTo("waiting for rng0");
    registry.attach(first);
    rig.settle();
    assertThat(first.asked()).containsExactly(128);
    assertServed(first, 2);
  }

  @Test
  void whatIsHandedBackGoesToTheNextCode() throws Exception {
    registry.attach(first);
    post(0);
    post(1);
    registry.detach();
    rig.settle();
    assertThat(rig.transport.state()).isEqualTo("waiting for rng0");
    post(2);
    assertThat(ring.usedIndex()).isZero();

    registry.attach(second);
    rig.settle();
    assertThat(second.asked()).containsExactly(192);
    assertServed(second, 3);
    assertThat(first.asked()).containsExactly(64, 64);
  }

  @Test
  void whatIsFinishedDuringTheSwapCounts() throws Exception {
    registry.attach(first);
    post(0);
    EntropyRequest inFlight = first.take();
    registry.detach();
    rig.settle();
    first.fill(inFlight, 64);
    rig.settle();
    assertThat(ring.takeAll()).hasSize(1);
    registry.attach(second);
    rig.settle();
    assertThat(second.asked()).isEmpty();
  }

  @Test
  void codeThatGoesWithoutAWordLosesNothing() throws Exception {
    registry.attach(first.dropsOnClose());
    post(0);
    EntropyRequest lost = first.take();
    registry.detach();
    rig.settle();
    registry.attach(second);
    rig.settle();
    assertThat(lost.isDone()).isTrue();
    assertThat(first.fill(lost, 64)).isFalse();
    assertServed(second, 1);
  }

  @Test
  void anAnswerThatCrossesTheSwapIsUsedOnce() throws Exception {
    registry.attach(first.dropsOnClose());
    post(0);
    EntropyRequest crossing = first.take();
    registry.detach();
    first.fill(crossing, 64);
    registry.attach(second);
    rig.settle();
    assertThat(ring.takeAll()).hasSize(1);
    assertThat(second.asked()).isEmpty();
  }

  @Test
  void codeThatHandsBackForNoReasonIsNotAskedInALoop() throws Exception {
    registry.attach(first);
    post(0);
    first.handBack();
    rig.settle();
    assertThat(first.asked()).hasSize(1);
    clock.advance(PAUSE);
    rig.settle();
    assertThat(first.asked()).hasSize(2);
    assertServed(first, 1);
  }

  @Test
  void aFailingSourceIsAskedLessAndLess() throws Exception {
    registry.attach(first);
    post(0);
    Duration pause = PAUSE;
    for (int failures = 1; failures <= 8; failures++) {
      first.fail("broken pipe");
      rig.settle();
      assertThat(rig.transport.state()).isEqualTo("retrying: rng-fake 'rng0': broken pipe");
      clock.advance(pause.minusNanos(1));
      rig.settle();
      assertThat(first.asked()).hasSize(failures);
      clock.advance(Duration.ofNanos(1));
      rig.settle();
      assertThat(first.asked()).hasSize(failures + 1);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(RetryPause.LONGEST) > 0 ? RetryPause.LONGEST : pause;
    }
    assertThat(ring.usedIndex()).isZero();
    assertServed(first, 1);

    post(1);
    first.fail("again");
    rig.settle();
    clock.advance(PAUSE); // short again after a success
    rig.settle();
    assertServed(first, 1);
  }

  @Test
  void newCodeEndsThePause() throws Exception {
    registry.attach(first);
    post(0);
    first.fail("no luck");
    rig.settle();
    registry.detach();
    registry.attach(second);
    rig.settle();
    assertThat(second.asked()).containsExactly(64);
    assertThat(rig.transport.state()).isEqualTo("driver ok");
    clock.advance(RetryPause.LONGEST);
    rig.settle();
    assertThat(second.asked()).hasSize(1);
    assertServed(second, 1);
  }

  @Test
  void aKickDuringThePauseChangesNothing() throws Exception {
    registry.attach(first);
    post(0);
    first.fail("no luck");
    rig.settle();
    post(1);
    assertThat(first.asked()).containsExactly(64);
    clock.advance(PAUSE);
    rig.settle();
    assertThat(first.asked()).containsExactly(64, 128);
    assertServed(first, 2);
  }

  @Test
  void codeThatThrowsIsTakenForAFailure() throws Exception {
    registry.attach(new BrokenRng());
    post(0);
    assertThat(rig.transport.state())
        .isEqualTo("retrying: its backend broke: java.lang.NoClassDefFoundError: Gone");
    registry.detach();
    registry.attach(first);
    rig.settle();
    assertServed(first, 1);
  }

  /** Code whose bundle has been torn away below it. */
  private static final class BrokenRng implements RngBackend {
    @Override
    public void request(EntropyRequest request) {
      throw new NoClassDefFoundError("Gone");
    }

    @Override
    public void close() {}
  }

  @Test
  void manySwapsLoseNoBuffer() throws Exception {
    post(0);
    for (int swap = 0; swap < 50; swap++) {
      var code = new ScriptedRng();
      registry.attach(code);
      rig.settle();
      assertThat(code.asked()).containsExactly(64);
      if (swap % 3 == 0) {
        assertServed(code, 1);
        post(swap % 8);
      }
      registry.detach();
      rig.settle();
    }
    registry.attach(first);
    rig.settle();
    assertServed(first, 1);
  }
}
