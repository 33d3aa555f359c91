package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.type.PropertyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class VirtioRngTest {

  private final FakeRegistry registry = new FakeRegistry();
  private final HandClock clock = new HandClock();
  private final ScriptedRng backend = new ScriptedRng();
  private final Rig rig;

  VirtioRngTest() throws Exception {
    registry.attach(backend);
    rig = Rig.rng(registry, clock, Map.of());
  }

  @AfterEach
  void close() {
    rig.close();
    assertThat(registry.leased()).isFalse();
    assertThat(clock.pending()).isZero();
  }

  @Test
  void asksOnceForAllBuffersAndFillsThemInOrder() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    for (int n = 0; n < 8; n++) {
      ring.post(GuestRing.writable(Rig.BUFFERS + n * 64L, 64));
    }
    rig.driver.kick(ring);
    rig.settle();
    assertThat(backend.asked()).containsExactly(512);

    backend.fill();
    rig.settle();
    assertThat(ring.takeAll()).hasSize(8).allMatch(used -> used.length() == 64);
    assertThat(rig.pin.rises()).isEqualTo(1);
    assertThat(rig.memory.u8(Rig.BUFFERS + 64)).isEqualTo(65);
    assertThat(backend.asked()).hasSize(1);
  }

  @Test
  void aShortAnswerFillsWhatItCanAndTheRestIsAskedForAgain() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    for (int n = 0; n < 3; n++) {
      rig.postBuffer(ring, n, 64);
    }
    rig.settle();
    backend.fill(70);
    rig.settle();

    assertThat(ring.takeAll()).extracting(UsedElement::length).containsExactly(64L, 6L);
    assertThat(backend.asked()).containsExactly(192, 64);
    backend.fill();
    rig.settle();
    assertThat(ring.takeAll()).extracting(UsedElement::length).containsExactly(64L);
  }

  @Test
  void laterBuffersAreAskedForWhileEarlierOnesWait() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    for (int n = 0; n < 3; n++) {
      rig.postBuffer(ring, n, 64);
      rig.settle();
    }
    assertThat(backend.asked()).containsExactly(64, 64, 64);
    backend.fill();
    backend.fill();
    backend.fill();
    rig.settle();
    assertThat(ring.takeAll()).hasSize(3);
    assertThat(backend.waiting()).isZero();
  }

  @Test
  void anEndlessBufferIsFilledWithOneRequest() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    rig.postBuffer(ring, 0, 300_000);
    rig.settle();
    backend.fill();
    rig.settle();
    assertThat(backend.asked()).containsExactly(EntropyRequest.MAX_BYTES);
    assertThat(ring.takeAll()).containsExactly(new UsedElement(0, EntropyRequest.MAX_BYTES));
  }

  @Test
  void scatteredBuffersAreOneBuffer() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    ring.postIndirect(
        Rig.BUFFERS + 0x1000,
        GuestRing.writable(Rig.BUFFERS, 3),
        GuestRing.writable(Rig.BUFFERS + 100, 5));
    rig.driver.kick(ring);
    rig.settle();
    backend.fill();
    rig.settle();
    assertThat(ring.takeAll()).containsExactly(new UsedElement(0, 8));
    assertThat(rig.memory.u8(Rig.BUFFERS + 100)).isEqualTo(4);
    assertThat(rig.memory.u8(Rig.BUFFERS + 3)).isZero();
  }

  @Test
  void aBufferThatCannotBeWrittenToNeedsAReset() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    ring.post(GuestRing.readable(Rig.BUFFERS, 64));
    rig.driver.kick(ring);
    rig.settle();
    assertThat(rig.driver.read(Register.STATUS)).isEqualTo(0x4f);
    assertThat(rig.transport.state())
        .isEqualTo("needs reset: queue 0: a buffer for entropy that cannot be written to");

    GuestRing again = rig.driver.bringUp();
    rig.postBuffer(again, 0, 64);
    rig.settle();
    again.post(GuestRing.readable(Rig.BUFFERS, 64));
    backend.fill(backend.take(), 64);
    rig.settle();
    assertThat(rig.driver.read(Register.STATUS)).isEqualTo(0x4f);
  }

  @Test
  void anAnswerAfterAResetIsTheNextDrivers() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    EntropyRequest late = backend.take();

    GuestRing next = rig.driver.bringUp();
    rig.postBuffer(next, 1, 64);
    backend.fill(late, 64); // before the loop has heard of the reset
    rig.settle();

    assertThat(rig.memory.u64(Rig.BUFFERS)).as("the former driver's buffer").isZero();
    assertThat(next.takeAll()).containsExactly(new UsedElement(0, 64));
    assertThat(backend.asked()).containsExactly(64);
  }

  @Test
  void anAnswerWaitsForTheNextDriversBuffer() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    rig.transport.reset();
    rig.settle();
    assertThat(rig.transport.state()).isEqualTo("not driven");
    backend.fill();
    rig.settle();
    assertThat(rig.memory.u64(Rig.BUFFERS)).isZero();

    GuestRing next = rig.driver.bringUp();
    rig.settle();
    assertThat(rig.pin.rises()).isZero();
    rig.postBuffer(next, 1, 64);
    rig.settle();
    assertThat(next.takeAll()).hasSize(1);
    assertThat(backend.asked()).containsExactly(64);
  }

  /** Else a guest fills the host's memory while its source is dry. */
  @Test
  void resetsMakeNoMoreRequests() throws Exception {
    for (int n = 0; n < 1000; n++) {
      GuestRing ring = rig.driver.bringUp();
      rig.postBuffer(ring, 0, 70_000);
      rig.settle();
    }
    assertThat(backend.asked()).containsExactly(EntropyRequest.MAX_BYTES);
    assertThat(backend.waiting()).isOne();
  }

  @Test
  void whileTheMachineIsStoppedAnswersWait() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    rig.postBuffer(ring, 0, 64);
    rig.settle();

    rig.transport.running(false);
    backend.fill();
    rig.settle();
    assertThat(rig.memory.u64(Rig.BUFFERS)).isZero();
    assertThat(ring.usedIndex()).isZero();
    assertThat(rig.pin.level()).isFalse();

    rig.transport.running(true);
    rig.settle();
    assertThat(ring.takeAll()).hasSize(1);
    assertThat(backend.asked()).containsExactly(64);
  }

  @Test
  void aKickWhileTheMachineIsStoppedIsNotLost() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    rig.settle();
    rig.transport.running(false);
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    assertThat(backend.asked()).isEmpty();
    rig.transport.running(true);
    rig.settle();
    assertThat(backend.asked()).containsExactly(64);
  }

  /** A guest's core asks for entropy while the driver is still being brought up. */
  @Test
  void aKickBeforeDriverOkIsServedOnceThatIsSet() throws Exception {
    rig.driver.probe();
    assertThat(rig.driver.negotiate(Feature.ALL)).isTrue();
    GuestRing ring = rig.driver.queue(0);
    ring.post(GuestRing.writable(Rig.BUFFERS, 64));
    rig.driver.write(Register.QUEUE_NOTIFY, 0);
    rig.settle();
    assertThat(backend.asked()).isEmpty();

    rig.driver.ready();
    rig.settle();
    assertThat(backend.asked()).containsExactly(64);
    backend.fill();
    rig.settle();
    assertThat(ring.takeAll()).hasSize(1);
    assertThat(rig.pin.rises()).isEqualTo(1);
  }

  /** Not even a kick is needed: the guest may rely on the one it made too early. */
  @Test
  void buffersThatWereThereBeforeDriverOkAreFilled() throws Exception {
    rig.driver.probe();
    assertThat(rig.driver.negotiate(Feature.ALL)).isTrue();
    GuestRing ring = rig.driver.queue(0);
    ring.post(GuestRing.writable(Rig.BUFFERS, 64));
    rig.transport.running(false);
    rig.driver.ready();
    rig.settle();
    assertThat(backend.asked()).isEmpty();
    rig.transport.running(true);
    rig.settle();
    assertThat(backend.asked()).containsExactly(64);
  }

  @Test
  void aQueueThatBecomesReadyAfterDriverOkIsServed() throws Exception {
    rig.driver.probe();
    assertThat(rig.driver.negotiate(Feature.ALL)).isTrue();
    rig.driver.ready();
    rig.settle();
    GuestRing ring = rig.driver.queue(0);
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    assertThat(backend.asked()).containsExactly(64);
  }

  @Test
  void requestsNameTheirDevice() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    assertThat(backend.take().owner()).isEqualTo("virtio-rng /machine/peripheral/r0");
  }

  @Test
  void closingCancelsRequests() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    EntropyRequest late = backend.take();
    rig.transport.close();
    assertThat(late.isDone()).isTrue();
    assertThat(backend.fill(late, 64)).isFalse();
  }

  @Test
  void theLinkReadsBackEmptyOnceTheObjectIsDeleted() {
    assertThat(rig.transport.properties())
        .containsEntry("rng", new PropertyValue.Text("/objects/rng0"))
        .containsEntry("max-bytes", new PropertyValue.Unsigned(Long.MAX_VALUE))
        .containsEntry("period", new PropertyValue.Unsigned(65_536))
        .containsEntry("x-rate", new PropertyValue.Unsigned(0))
        .containsEntry("x-burst", new PropertyValue.Unsigned(0));
    registry.delete();
    assertThat(rig.transport.properties()).containsEntry("rng", new PropertyValue.Text(""));
    registry.recreate();
    assertThat(rig.transport.properties()).containsEntry("rng", new PropertyValue.Text(""));
  }

  @Test
  void theGuestIsServedByADeletedObjectToo() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    registry.delete();
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    backend.fill();
    rig.settle();
    assertThat(ring.takeAll()).hasSize(1);
  }
}
