package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class InterruptTest {

  private static final int BUFFERS = 64;

  private final Rig rig = new Rig(new DrainDevice());

  @AfterEach
  void close() {
    rig.close();
  }

  private int interruptsFor(GuestRing ring, int buffers) throws Exception {
    for (int n = 0; n < buffers; n++) {
      ring.post(GuestRing.writable(Rig.BUFFERS, 1));
    }
    int before = rig.pin.rises();
    rig.driver.kick(ring);
    for (rig.settle(); rig.pin.level(); rig.settle()) {
      rig.driver.serveInterrupt();
      ring.takeAll();
      ring.interruptOnNext();
    }
    return rig.pin.rises() - before;
  }

  @Test
  void aBatchIsOneInterrupt() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    for (int round = 0; round < 1100; round++) {
      assertThat(interruptsFor(ring, BUFFERS)).isBetween(1, 2);
    }
  }

  @Test
  void anEventIndexFarAwayKeepsQuiet() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    interruptsFor(ring, 1);
    rig.memory.setU16(ring.layout.usedEvent(), 1 + 20);
    ring.post(GuestRing.writable(Rig.BUFFERS, 1));
    rig.driver.write(Register.QUEUE_NOTIFY, 0);
    rig.settle();
    assertThat(rig.pin.level()).isFalse();
    for (int n = 0; n < 20; n++) {
      ring.post(GuestRing.writable(Rig.BUFFERS, 1));
    }
    rig.driver.write(Register.QUEUE_NOTIFY, 0);
    rig.settle();
    assertThat(rig.pin.level()).isTrue();
  }

  @Test
  void withoutEventIndexTheFlagKeepsQuiet() throws Exception {
    GuestRing ring = rig.driver.bringUp(Feature.VERSION_1.mask());
    ring.noInterrupts();
    for (int n = 0; n < BUFFERS; n++) {
      ring.post(GuestRing.writable(Rig.BUFFERS, 1));
    }
    rig.driver.kick(ring);
    rig.settle();
    assertThat(ring.takeAll()).hasSize(BUFFERS);
    assertThat(rig.pin.rises()).isZero();
  }

  @Test
  void theLineFollowsTheRegisterBitByBit() {
    var pin = new SpyPin();
    var output = new InterruptOutput(pin, Probes.unread("d0"));
    output.raise(InterruptOutput.USED_BUFFER | InterruptOutput.CONFIG_CHANGE);
    output.settle();
    output.acknowledge(InterruptOutput.USED_BUFFER);
    output.settle();
    assertThat(pin.level()).isTrue();
    assertThat(output.status()).isEqualTo(InterruptOutput.CONFIG_CHANGE);
    output.acknowledge(-1);
    output.settle();
    assertThat(pin.level()).isFalse();
  }

  @Test
  void anAcknowledgeReturnsOnlyWhenTheLineShowsIt() throws Exception {
    var inPin = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var level = new AtomicBoolean();
    var output =
        new InterruptOutput(
            up -> {
              inPin.countDown();
              await(release);
              level.set(up);
            },
            Probes.unread("d0"));
    output.raise(1);
    Thread device = Thread.ofPlatform().start(output::settle);
    await(inPin);
    var shownAtReturn = new AtomicBoolean(true);
    Thread hart =
        Thread.ofPlatform()
            .start(
                () -> {
                  output.acknowledge(1);
                  output.settle();
                  shownAtReturn.set(level.get());
                });
    release.countDown();
    hart.join();
    device.join();
    assertThat(shownAtReturn).isFalse();
  }

  @Test
  void thePinIsDrivenByOneThreadAtATime() throws Exception {
    var inside = new AtomicInteger();
    var overlaps = new AtomicInteger();
    var pin = new SpyPin();
    var output =
        new InterruptOutput(
            up -> {
              if (inside.getAndIncrement() != 0) {
                overlaps.incrementAndGet();
              }
              Thread.yield();
              pin.set(up);
              inside.decrementAndGet();
            },
            Probes.unread("d0"));
    Runnable toggle =
        () -> {
          for (int n = 0; n < 5000; n++) {
            synchronized (pin) { // as the device's lock would
              output.raise(1);
            }
            output.settle();
            synchronized (pin) {
              output.acknowledge(1);
            }
            output.settle();
          }
        };
    Thread other = Thread.ofPlatform().start(toggle);
    toggle.run();
    other.join();
    assertThat(overlaps).hasValue(0);
    assertThat(pin.level()).isFalse();
  }

  @Test
  void aPinThatThrowsIsDrivenAgain() {
    var failure = new AtomicReference<>(new IllegalStateException("the CPU is being exchanged"));
    var pin = new SpyPin();
    var output =
        new InterruptOutput(
            up -> {
              IllegalStateException once = failure.getAndSet(null);
              if (once != null) {
                throw once;
              }
              pin.set(up);
            },
            Probes.unread("d0"));
    output.raise(1);
    assertThat(catchThrowable(output::settle)).isNotNull();
    output.settle();
    assertThat(pin.level()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
