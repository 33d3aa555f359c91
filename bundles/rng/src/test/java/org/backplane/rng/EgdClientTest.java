package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.backplane.tck.EntropyProbe;
import org.backplane.tck.EntropyProbe.Ending;
import org.backplane.tck.LiveThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An EGD server that lies, hangs, dies and returns. */
final class EgdClientTest {

  private static final Duration SILENCE = Duration.ofMillis(200);

  private final FakeEgd server = new FakeEgd();
  private final EgdClient client = new EgdClient("backplane-rng-egd", "rng-egd 'e'", SILENCE);

  @AfterEach
  void end() throws IOException {
    server.detach(client);
    client.close();
    assertThat(LiveThreads.named("backplane-rng-egd")).isEmpty();
  }

  private void start() {
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
    while (server.connected().isPresent()) {
      LockSupport.parkNanos(1_000_000);
    }
    server.mute(false).connect();
    assertThat(owed.await()).isEqualTo(Ending.FILLED);
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void anIdleServerIsLeftAlone() throws Exception {
    start();
    ask(64).await();
    long end = System.nanoTime() + SILENCE.multipliedBy(3).toNanos();
    while (System.nanoTime() < end) {
      assertThat(server.connected()).isPresent();
      LockSupport.parkNanos(10_000_000);
    }
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
    server.detach(client);
    server.mute(false);
    server.attach(client); // opens the same connection again
    assertThat(asked.hasEnded()).isFalse();
    server.die();
    server.connect();
    assertThat(asked.await()).isEqualTo(Ending.FILLED);
  }

  @Test
  void closeHandsBackWhatIsUnfinished() throws Exception {
    start();
    server.mute(true);
    EntropyProbe half = ask(64);
    EntropyProbe waiting = ask(10_000);
    client.close();
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
