package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.backplane.api.chardev.Connection;
import org.backplane.tck.EntropyProbe;
import org.backplane.tck.EntropyProbe.Ending;
import org.backplane.tck.LiveThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An EGD server that lies, hangs, dies and returns. */
final class EgdClientTest {

  private static final Duration SILENCE = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final FakeEgd server = new FakeEgd();
  private final AtomicLong time = new AtomicLong();
  private final Complaints complaints = new Complaints(time::get);
  private final EgdClient client =
      new EgdClient("backplane-rng-egd", "rng-egd 'e'", SILENCE, complaints, TestMeter.egd());

  @AfterEach
  void end() throws IOException {
    server.detach(client);
    client.end();
    client.awaitEnd(PATIENCE);
    assertThat(LiveThreads.named("backplane-rng-egd")).isEmpty();
  }

  private void start() {
    client.devicePresent(true);
    client.start();
    server.attach(client);
  }

  private EntropyProbe ask(int size) {
    var probe = new EntropyProbe(size);
    client.submit(probe.request());
    return probe;
  }

  @Test
  void requestsAreFilledCompletely() throws Exception {
    start();
    for (int size : new int[] {1, 64, 255, 256, 600, 65536}) {
      EntropyProbe probe = ask(size);
      assertThat(probe.await()).isEqualTo(Ending.FILLED);
      assertThat(probe.bytes()).hasSize(size);
    }
  }

  @Test
  void requestsWaitForAServerThatIsNotThereYet() throws Exception {
    client.devicePresent(true);
    client.start();
    EntropyProbe early = ask(64);
    server.attach(client);
    assertThat(early.await()).isEqualTo(Ending.FILLED);
  }

  @Test
  void aServerThatDiesAndReturnsServesWhatItOwed() throws Exception {
    start();
    server.mute(true);
    List<EntropyProbe> owed = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      owed.add(ask(100));
    }
    server.die();
    server.mute(false).connect();
    for (EntropyProbe probe : owed) {
      assertThat(probe.await()).isEqualTo(Ending.FILLED);
      assertThat(probe.completions()).isOne();
    }
  }

  @Test
  void aServerThatHangsIsHungUpOn() throws Exception {
    start();
    server.mute(true);
    EntropyProbe owed = ask(64);
    await("the end of the connection", () -> server.connected().isEmpty());
    server.mute(false).connect();
    assertThat(owed.await()).isEqualTo(Ending.FILLED);
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void anIdleServerIsLeftAlone() throws Exception {
    start();
    ask(64).await();
    assertStaysConnectedFor(SILENCE.multipliedBy(3));
    assertThat(ask(64).await()).isEqualTo(Ending.FILLED);
  }

  @Test
  void aServerThatSendsTooMuchHarmsNothing() throws Exception {
    server.lying(3);
    start();
    for (int i = 0; i < 100; i++) {
      EntropyProbe probe = ask(64);
      assertThat(probe.await()).isEqualTo(Ending.FILLED);
      assertThat(probe.bytes()).hasSize(64);
    }
  }

  @Test
  void aConnectionThatBreaksOnWritingIsReplaced() throws Exception {
    start();
    server.refusing(true);
    EntropyProbe asked = ask(64);
    server.die();
    server.refusing(false).connect();
    assertThat(asked.await()).isEqualTo(Ending.FILLED);
  }

  @Test
  void newCodeBehindTheSameConnectionIsOwedTheSame() throws Exception {
    start();
    server.mute(true);
    EntropyProbe asked = ask(64);
    awaitUnpaid(64);
    server.detach(client);
    client.deviceAbsent();
    client.devicePresent(true);
    server.attach(client); // opens the same connection again
    server.pay();
    assertThat(asked.await()).isEqualTo(Ending.FILLED);
    assertThat(server.unpaid()).as("asked for again").isZero();
  }

  @Test
  void aServerIsNotHungUpOnWhileNobodyReadsFromItsDevice() throws Exception {
    start();
    server.mute(true);
    EntropyProbe asked = ask(64);
    awaitUnpaid(64);
    client.deviceAbsent();
    assertStaysConnectedFor(SILENCE.multipliedBy(3));
    server.detach(client);
    server.attach(client);
    server.pay();
    assertThat(asked.await()).isEqualTo(Ending.FILLED);
    assertThat(server.connections()).isOne();
  }

  @Test
  void aSilentServerIsKeptWhereNoOtherWouldCome() throws Exception {
    start();
    client.devicePresent(false);
    server.mute(true);
    EntropyProbe asked = ask(64);
    awaitUnpaid(64);
    assertStaysConnectedFor(SILENCE.multipliedBy(4));
    server.pay();
    assertThat(asked.await()).isEqualTo(Ending.FILLED);
  }

  @Test
  void aServerThatNeedsLongIsGivenLongerEachTime() throws Exception {
    server.slow(SILENCE.multipliedBy(3));
    start();
    EntropyProbe asked = ask(64);
    await(
        "the answer",
        () -> {
          if (server.connected().isEmpty()) {
            server.connect();
          }
          return asked.hasEnded();
        });
    assertThat(asked.await()).isEqualTo(Ending.FILLED);
    assertThat(server.connections()).isGreaterThan(1);
  }

  @Test
  void aServerThatSendsByteByByteIsNotSilent() throws Exception {
    server.slow(SILENCE.dividedBy(10)).inPiecesOf(1);
    start();
    assertThat(ask(30).await()).isEqualTo(Ending.FILLED); // takes three times the silence
    assertThat(server.connections()).isOne();
  }

  @Test
  void aServerThatSendsWithoutEndIsHungUpOn() throws Exception {
    start();
    assertThat(server.flood(PATIENCE)).isGreaterThan(64L << 10);
    assertThat(server.connected()).isEmpty();
    server.connect();
    assertThat(ask(64).await()).isEqualTo(Ending.FILLED);
  }

  /** However busy we are with it: its answers do not excuse the rest. */
  @Test
  void aServerThatAnswersAndFloodsIsHungUpOn() throws Exception {
    server.lying(10_000);
    start();
    for (int i = 0; i < 20 && server.connected().isPresent(); i++) {
      EntropyProbe asked = ask(64);
      await("an answer", () -> asked.hasEnded() || server.connected().isEmpty());
    }
    assertThat(server.connected()).isEmpty();
  }

  @Test
  void answersWithoutSurplusExcuseAFewBytesTooMany() throws Exception {
    start();
    for (int i = 0; i < 100; i++) {
      server.sendUnasked(1000);
      assertThat(ask(64).await()).isEqualTo(Ending.FILLED);
    }
    assertThat(server.connections()).isOne();
  }

  @Test
  void floodsDoNotFillTheLog() throws Exception {
    start();
    for (int i = 0; i < 20; i++) {
      server.flood(PATIENCE);
      await("the end of the connection", () -> server.connected().isEmpty());
      server.connect();
      assertThat(ask(64).await()).isEqualTo(Ending.FILLED);
    }
    assertThat(complaints.made()).isOne();
    time.addAndGet(Complaints.INTERVAL.toNanos());
    server.flood(PATIENCE);
    await("the second complaint", () -> complaints.made() == 2);
  }

  @Test
  void aDeviceWhoseCodeGoesWhileItSendsIsSurvived() throws Exception {
    start();
    server.throwing(new NoClassDefFoundError("gone on purpose"));
    EntropyProbe asked = ask(64);
    await("the end of the connection", () -> server.connected().isEmpty());
    server.throwing(null).connect();
    assertThat(asked.await()).isEqualTo(Ending.FILLED);
  }

  @Test
  void aDeviceThatFailsInAnyWayIsSurvived() throws Exception {
    start();
    server.throwing(new StackOverflowError("on purpose"));
    EntropyProbe asked = ask(64);
    await("the end of the connection", () -> server.connected().isEmpty());
    server.throwing(null).connect();
    assertThat(asked.await()).isEqualTo(Ending.FILLED);
  }

  @Test
  void bytesOfAnotherConnectionThanThePresentOneAreNoAnswer() throws Exception {
    start();
    Connection former = server.connected().orElseThrow();
    server.die();
    server.mute(true).connect();
    EntropyProbe asked = ask(64);
    awaitUnpaid(64);
    client.received(former, ByteBuffer.allocate(64));
    assertThat(asked.hasEnded()).isFalse();
    server.pay();
    assertThat(asked.await()).isEqualTo(Ending.FILLED);
    assertThat(asked.bytes()).isNotEqualTo(new byte[64]);
  }

  /** Also when the device has left no time to wait for it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 200})
  void aPeerThatTakesNoCommandIsHungUpOnAtTheEnd(int patienceMillis) throws Exception {
    server.deaf();
    start();
    EntropyProbe asked = ask(64);
    await("a command on its way", server::isWrittenTo);
    client.end();
    client.awaitEnd(Duration.ofMillis(patienceMillis));
    assertThat(asked.await()).isEqualTo(Ending.HANDED_BACK);
    await("the end of the connection", () -> server.connected().isEmpty());
    client.awaitEnd(PATIENCE);
  }

  private void awaitUnpaid(int bytes) {
    await("%d bytes owed".formatted(bytes), () -> server.unpaid() == bytes);
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void assertStaysConnectedFor(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      assertThat(server.connected()).isPresent();
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void closeHandsBackWhatIsUnfinished() throws Exception {
    start();
    server.mute(true);
    EntropyProbe half = ask(64);
    EntropyProbe waiting = ask(10_000);
    client.end();
    assertThat(half.await()).isEqualTo(Ending.HANDED_BACK);
    assertThat(waiting.await()).isEqualTo(Ending.HANDED_BACK);
    assertThat(ask(1).await()).isEqualTo(Ending.HANDED_BACK);
  }

  @Test
  void aBrokenReceiverCostsItsOwnRequest() throws Exception {
    start();
    var broken = new EntropyProbe(64).thatThrows();
    client.submit(broken.request());
    assertThat(ask(64).await()).isEqualTo(Ending.FILLED);
    assertThat(broken.completions()).isOne();
  }
}
