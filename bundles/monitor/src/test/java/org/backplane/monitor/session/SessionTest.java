package org.backplane.monitor.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.monitor.fake.ScriptedChardev;
import org.backplane.monitor.fake.ScriptedPeer;
import org.backplane.monitor.observe.Observer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session whose dialogue repeats each chunk, against peers and requests that misbehave. */
class SessionTest {

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ScriptedChardev chardev = new ScriptedChardev();
  private final CompletableFuture<Session> ended = new CompletableFuture<>();
  private final CompletableFuture<Output> output = new CompletableFuture<>();
  private final CountDownLatch never = new CountDownLatch(1);

  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private volatile boolean calm;

  /**
   * Repeats what it gets; {@code !} blocks until interrupted and then until it may go on, {@code ?}
   * and {@code #} break, {@code *} breaks as it is read, {@code %} computes until it need not.
   */
  private final class Echo implements Dialogue {
    private final Output out;

    Echo(Output out) {
      this.out = out;
      output.complete(out);
    }

    @Override
    public void begin() {
      out.reply("hello ");
    }

    @Override
    public void read(ByteBuffer data, Requests requests) {
      String text = StandardCharsets.UTF_8.decode(data).toString();
      if (text.equals("*")) {
        throw new OutOfMemoryError("a test");
      }
      requests.add(() -> serve(text), text.length());
    }

    private void serve(String text) {
      if (text.equals("!")) {
        try {
          never.await();
        } catch (InterruptedException _) {
          interrupted.countDown();
          goOn();
        }
      } else if (text.equals("%")) {
        while (!calm) {
          Thread.onSpinWait();
        }
      } else if (text.equals("#")) {
        throw new OutOfMemoryError("a test");
      } else if (text.equals("?")) {
        throw new IllegalStateException("a bug");
      }
      out.reply(text + " ");
    }

    private void goOn() {
      try {
        goOn.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void happened(Event event) {
      out.event(event.name() + " ");
    }
  }

  private ScriptedPeer connect() {
    if (!chardev.attached()) {
      chardev.attach(new Deaf());
    }
    return chardev.connect(1);
  }

  private Session session(ScriptedPeer peer, Duration writeDeadline) {
    return session("test", peer, writeDeadline);
  }

  private Session session(String name, ScriptedPeer peer, Duration writeDeadline) {
    var setting = new Session.Setting(Echo::new, () -> Limits.USUAL, Observer.unheard());
    var session = new Session(name, peer, setting, ended::complete, writeDeadline);
    session.start();
    return session;
  }

  private static void receive(Session session, String text) {
    session.received(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void happen(Session session, String name) {
    session.happened(new Event(name, Map.of(), Instant.EPOCH));
  }

  private static final class Deaf implements FrontEnd {
    @Override
    public void opened(Connection connection) {}

    @Override
    public void received(Connection connection, ByteBuffer data) {}

    @Override
    public void closed(Connection connection) {}
  }

  @Test
  void aPeerThatDoesNotReadIsHungUpOn() throws Exception {
    ScriptedPeer peer = connect();
    peer.stopReading();

    Session session = session(peer, SHORT);

    assertThat(peer.awaitClosed()).isTrue();
    assertThat(ended.get(20, TimeUnit.SECONDS)).isSameAs(session);
  }

  @Test
  void aPeerThatDoesNotReadLosesTheOldestEvents() throws Exception {
    ScriptedPeer peer = connect();
    Session session = session(peer, LONG);
    peer.until("hello ");
    peer.stopReading();
    receive(session, "a");
    peer.awaitWrite();
    for (int i = 0; i < Limits.USUAL.events() + 10; i++) {
      happen(session, "E" + i);
    }
    receive(session, "z");
    peer.read();

    String all = peer.until("z ");
    assertThat(all).startsWith("a E10 ").endsWith("E" + (Limits.USUAL.events() + 9) + " ");
    session.peerDone(SHORT);
  }

  @Test
  void repliesHoldTheRequestsBackOnceManyWait() throws Exception {
    ScriptedPeer peer = connect();
    Session session = session(peer, LONG);
    peer.until("hello ");
    peer.stopReading();
    var all = new StringBuilder();
    Thread device =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    receive(session, "r" + i);
                  }
                });
    peer.awaitWrite();
    while (device.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    peer.read();

    for (int i = 0; i < 100; i++) {
      all.append(peer.until(" ")).append(' ');
    }
    assertThat(all.toString()).startsWith("r0 r1 r2 ").endsWith("r98 r99 ");
    device.join();
    session.peerDone(SHORT);
  }

  @Test
  void whatComputesForLongHoldsNoOtherSessionUp() throws Exception {
    for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
      receive(session(connect(), LONG), "%");
    }
    ScriptedPeer peer = connect();
    Session session = session(peer, LONG);
    try {
      receive(session, "answer");
      assertThat(peer.until("answer ")).isEqualTo("hello ");
    } finally {
      calm = true;
    }
  }

  @Test
  void itsThreadsAreKnownByNameAndEndWithIt() throws Exception {
    Session session = session("some monitor", connect(), LONG);
    receive(session, "!");
    assertThat(threadsOf("some monitor"))
        .allMatch(Thread::isDaemon)
        .extracting(Thread::getName)
        .containsExactlyInAnyOrder("some monitor requests", "some monitor output");

    session.finish();
    session.awaitEnd(SHORT);
    goOn.countDown();
    for (Thread thread : threadsOf("some monitor")) {
      assertThat(thread.join(LONG)).isTrue();
    }
  }

  private static List<Thread> threadsOf(String session) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(session))
        .toList();
  }

  @Test
  void aRequestThatBreaksIsNotTheEnd() throws Exception {
    ScriptedPeer peer = connect();
    Session session = session(peer, LONG);

    receive(session, "?");
    receive(session, "b");

    assertThat(peer.until("b ")).isEqualTo("hello ");
    session.peerDone(SHORT);
    assertThat(ended.get(20, TimeUnit.SECONDS)).isSameAs(session);
  }

  @ParameterizedTest
  @ValueSource(strings = {"#", "*"})
  void aRequestThatTakesAllMemoryEndsItsSession(String text) throws Exception {
    ScriptedPeer peer = connect();
    Session session = session(peer, LONG);

    receive(session, text);

    assertThat(peer.awaitClosed()).isTrue();
    assertThat(ended.get(20, TimeUnit.SECONDS)).isSameAs(session);
  }

  @Test
  void aRequestThatHangsIsCalledOffAndCountsUntilItEnds() throws Exception {
    ScriptedPeer peer = connect();
    Session session = session(peer, LONG);
    receive(session, "!");

    session.peerDone(SHORT);

    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> ended.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    goOn.countDown();
    assertThat(ended.get(20, TimeUnit.SECONDS)).isSameAs(session);
  }

  @Test
  void aConnectionThatComesBackTooLateIsHungUp() throws Exception {
    Session session = session(connect(), LONG);
    session.park();
    session.expectConnection(SHORT);
    assertThat(ended.get(20, TimeUnit.SECONDS)).isSameAs(session);
    ScriptedPeer late = connect();

    session.resume(late);

    assertThat(late.isClosed()).isTrue();
  }

  /** New code of the device waits for the threads of the old. */
  @Test
  void whatTheEndingCodeStillDeliversIsTakenAtOnce() throws Exception {
    Session session = session(connect(), LONG);
    receive(session, "%");
    session.park();
    session.resume(connect()); // its thread was slow to say so

    Thread delivering =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    receive(session, i + "");
                  }
                });

    assertThat(delivering.join(Duration.ofSeconds(20))).isTrue();
    session.expectConnection();
    ScriptedPeer peer = connect();
    session.resume(peer);
    calm = true;
    peer.until("99 ");
  }

  @Test
  void closingInterruptsARequestThatTakesTooLong() throws Exception {
    goOn.countDown();
    ScriptedPeer peer = connect();
    Session session = session(peer, LONG);
    peer.until("hello ");
    receive(session, "!");
    receive(session, "never begun");

    session.finish();
    session.awaitEnd(SHORT);

    assertThat(peer.awaitClosed()).isTrue();
    assertThat(ended.get(20, TimeUnit.SECONDS)).isSameAs(session);
    assertThat(peer.pending()).doesNotContain("begun");
  }

  @Test
  void aPeerThatSendsNoMoreStillGetsItsAnswers() throws Exception {
    ScriptedPeer peer = connect();
    Session session = session(peer, LONG);
    peer.until("hello ");
    for (int i = 0; i < 8; i++) {
      receive(session, "r" + i);
    }

    session.peerDone(LONG);

    assertThat(peer.pending()).isEqualTo("r0 r1 r2 r3 r4 r5 r6 r7 ");
    assertThat(ended.get(20, TimeUnit.SECONDS)).isSameAs(session);
  }

  @Test
  void closingWritesWhatHasBeenAnswered() throws Exception {
    ScriptedPeer peer = connect();
    Session session = session(peer, LONG);
    peer.until("hello ");
    happen(session, "LAST");

    session.finish();
    session.awaitEnd(LONG);

    assertThat(peer.pending()).isEqualTo("LAST ");
    assertThat(peer.isClosed()).isTrue();
  }

  @Test
  void aParkedSessionEndsWhenItsPeerDoesNotComeBack() throws Exception {
    ScriptedPeer peer = connect();
    Session session = session(peer, LONG);
    peer.until("hello ");
    session.park();

    session.expectConnection(SHORT);

    assertThat(ended.get(20, TimeUnit.SECONDS)).isSameAs(session);
  }

  @Test
  void flushingWaitsForTheSlowAndGivesUpInTime() throws Exception {
    ScriptedPeer peer = connect();
    Session session = session(peer, LONG);
    peer.until("hello ");
    peer.stopReading();
    happen(session, "E");

    assertThat(session.flush(SHORT)).isFalse();
    peer.read();
    assertThat(session.flush(LONG)).isTrue();
    assertThat(peer.pending()).isEqualTo("E ");
    session.peerDone(SHORT);
    assertThat(output.get().flush(SHORT)).isTrue();
  }
}
