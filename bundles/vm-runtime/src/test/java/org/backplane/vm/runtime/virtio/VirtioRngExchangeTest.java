package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.type.PropertyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Another object takes the place of the backend under a live device. */
final class VirtioRngExchangeTest {

  private static final String HOLDER = "virtio-rng /machine/peripheral/r0";

  private final FakeRegistry registry = new FakeRegistry();
  private final HandClock clock = new HandClock();
  private final ScriptedRng old = new ScriptedRng();
  private final ScriptedRng next = new ScriptedRng();
  private final Rig rig;

  VirtioRngExchangeTest() throws Exception {
    registry.attach(old);
    registry.attach("rng1", next);
    rig = Rig.rng(registry, clock, Map.of());
  }

  @AfterEach
  void close() {
    rig.close();
    assertThat(registry.leased()).isFalse();
    assertThat(clock.pending()).isZero();
  }

  private GuestRing bringUp(int buffers) throws Exception {
    GuestRing ring = rig.driver.bringUp();
    for (int n = 0; n < buffers; n++) {
      rig.postBuffer(ring, n, 64);
    }
    rig.settle();
    return ring;
  }

  private void exchange(String object) throws BackplaneException {
    rig.transport.exchange("rng", object);
    rig.settle();
  }

  private void assertServedByTheNext(GuestRing ring, int buffers) throws Exception {
    while (next.waiting() > 0) {
      next.fill();
      rig.settle();
    }
    assertThat(ring.takeAll()).hasSize(buffers).allMatch(used -> used.length() == 64);
    assertThat(rig.transport.state()).isEqualTo("driver ok");
  }

  @Test
  void whatAHungBackendOwesIsAskedOfTheNext() throws Exception {
    GuestRing ring = bringUp(3);
    EntropyRequest hung = old.take();
    exchange("rng1");
    assertThat(hung.isDone()).isTrue();
    assertThat(old.waiting()).isZero();
    assertThat(old.fill(hung, 64)).as("too late").isFalse();
    assertThat(next.asked()).containsExactly(192);
    assertServedByTheNext(ring, 3);
    rig.settle();
    assertThat(old.asked()).as("never again").hasSize(1);
  }

  @Test
  void theLeaseMoves() throws Exception {
    exchange("/objects/rng1");
    assertThat(registry.holders("rng0")).isEmpty();
    assertThat(registry.holders("rng1")).containsExactly(HOLDER);
    assertThat(rig.transport.properties())
        .containsEntry("rng", new PropertyValue.Text("/objects/rng1"));
  }

  @Test
  void whatTheOldOneHadAnsweredIsUsedOnce() throws Exception {
    GuestRing ring = bringUp(2);
    old.fill();
    rig.transport.exchange("rng", "rng1");
    rig.settle();
    assertThat(ring.takeAll()).hasSize(2);
    assertThat(next.asked()).isEmpty();
  }

  @Test
  void whatTheOldOneAnsweredInPartIsCompletedByTheNext() throws Exception {
    GuestRing ring = bringUp(2);
    old.fill(64);
    rig.transport.exchange("rng", "rng1");
    rig.settle();
    assertThat(next.asked()).containsExactly(64);
    assertServedByTheNext(ring, 2);
  }

  @Test
  void aBackendThatIsAwayIsWaitedFor() throws Exception {
    registry.addWaiting("rng2");
    GuestRing ring = bringUp(1);
    exchange("rng2");
    assertThat(old.waiting()).isZero();
    assertThat(rig.transport.state()).isEqualTo("waiting for rng2");
    assertThat(ring.usedIndex()).isZero();
    registry.attach("rng2", next);
    rig.settle();
    assertServedByTheNext(ring, 1);
  }

  @Test
  void aBackendThatIsAwayCanBeReplaced() throws Exception {
    GuestRing ring = bringUp(1);
    registry.detach();
    rig.settle();
    exchange("rng1");
    assertServedByTheNext(ring, 1);
    registry.attach(old); // nobody there cares any more
    rig.settle();
    assertThat(rig.transport.state()).isEqualTo("driver ok");
    assertThat(old.waiting()).isZero();
  }

  @Test
  void aFailureOfTheOldOneDoesNotHoldUpTheNext() throws Exception {
    GuestRing ring = bringUp(1);
    old.fail("broken pipe");
    rig.settle();
    exchange("rng1");
    assertServedByTheNext(ring, 1);
    assertThat(clock.pending()).as("the quota's period alone").isEqualTo(1);
  }

  /** The failure and the exchange come between two turns of the loop. */
  @Test
  void aFailureThatCrossesTheExchangeIsTheOldOnes() throws Exception {
    GuestRing ring = bringUp(1);
    old.fail("broken pipe");
    rig.transport.exchange("rng", "rng1");
    rig.settle();
    assertThat(next.asked()).containsExactly(64);
    assertServedByTheNext(ring, 1);
  }

  @Test
  void aDeletedBackendCanBeReplacedByOneOfItsName() throws Exception {
    GuestRing ring = bringUp(1);
    registry.delete();
    registry.recreate();
    registry.attach("rng0", next);
    assertThat(rig.transport.properties()).containsEntry("rng", new PropertyValue.Text(""));
    exchange("rng0");
    assertThat(rig.transport.properties())
        .containsEntry("rng", new PropertyValue.Text("/objects/rng0"));
    assertServedByTheNext(ring, 1);
  }

  @Test
  void thePresentBackendIsAskedAnew() throws Exception {
    GuestRing ring = bringUp(1);
    EntropyRequest forgotten = old.take();
    exchange("rng0");
    assertThat(forgotten.isDone()).isTrue();
    assertThat(registry.holders("rng0")).containsExactly(HOLDER);
    old.fill();
    rig.settle();
    assertThat(ring.takeAll()).hasSize(1);
  }

  @Test
  void whileTheMachineIsPaused() throws Exception {
    GuestRing ring = bringUp(2);
    rig.transport.running(false);
    exchange("rng1");
    assertThat(old.waiting()).isZero();
    assertThat(next.asked()).isEmpty();
    rig.transport.running(true);
    rig.settle();
    assertThat(next.asked()).containsExactly(128);
    assertServedByTheNext(ring, 2);
  }

  @Test
  void beforeTheDriverIsReady() throws Exception {
    exchange("rng1");
    GuestRing ring = bringUp(1);
    assertThat(old.asked()).isEmpty();
    assertServedByTheNext(ring, 1);
  }

  @Test
  void aResetAndAnExchangeTogether() throws Exception {
    bringUp(2);
    rig.transport.exchange("rng", "rng1");
    GuestRing again = bringUp(1);
    assertThat(next.asked()).containsExactly(64);
    assertServedByTheNext(again, 1);
  }

  @Test
  void aRefusedExchangeChangesNothing() throws Exception {
    GuestRing ring = bringUp(1);
    registry.addStranger("secret0");
    assertRefused(
        "rng",
        "nope",
        MissingReferenceException.class,
        "virtio-rng-device 'r0': rng: there is no object 'nope';"
            + " make one with -object TYPE,id=nope, or object-add in a monitor");
    assertRefused(
        "rng",
        "secret0",
        InvalidRequestException.class,
        "virtio-rng-device 'r0': rng=secret0 is a secret; give the id of an rng-backend");
    for (String none : List.of("", "/objects/", "/machine/peripheral/r0")) {
      assertRefused(
          "rng",
          none,
          InvalidRequestException.class,
          "virtio-rng-device 'r0': rng="
              + none
              + " names no object; give the id of an rng-backend");
    }
    for (String other : List.of("max-bytes", "x-rate", "nope")) {
      assertRefused(
          other,
          "rng1",
          InvalidRequestException.class,
          "virtio-rng-device 'r0': '%s' is not a link that can be exchanged;".formatted(other)
              + " the one that can is 'rng'");
    }
    assertThat(registry.holders("rng0")).containsExactly(HOLDER);
    assertThat(old.asked()).as("not even asked anew").hasSize(1);
    old.fill();
    rig.settle();
    assertThat(ring.takeAll()).hasSize(1);
  }

  private void assertRefused(
      String property, String object, Class<? extends BackplaneException> why, String message) {
    assertThatExceptionOfType(why)
        .isThrownBy(() -> rig.transport.exchange(property, object))
        .withMessage(message);
    rig.settle();
  }

  @Test
  void anObjectThatIsBusyIsWaitedForUntilAnInterrupt() throws Exception {
    GuestRing ring = bringUp(1);
    registry.busy("rng1");
    Thread.currentThread().interrupt();
    assertRefused(
        "rng",
        "rng1",
        NotActiveException.class,
        "/objects/rng1: nobody waits for it any more; try again later");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(registry.holders("rng0")).containsExactly(HOLDER);
    old.fill();
    rig.settle();
    assertThat(ring.takeAll()).hasSize(1);
  }

  @Test
  void aDeviceThatIsGoneTakesNothing() {
    rig.transport.close();
    assertThatExceptionOfType(NotActiveException.class)
        .isThrownBy(() -> rig.transport.exchange("rng", "rng1"))
        .withMessage(HOLDER + ": the device is gone");
  }
}
