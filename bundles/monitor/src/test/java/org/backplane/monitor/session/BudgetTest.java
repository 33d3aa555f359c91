package org.backplane.monitor.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.monitor.fake.ScriptedChardev;
import org.backplane.monitor.fake.ScriptedPeer;
import org.backplane.monitor.observe.MonitorMeter;
import org.backplane.monitor.observe.Observer;
import org.junit.jupiter.api.Test;

/** What one peer may have waiting: so many requests and answers, and so many bytes of them. */
class BudgetTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Runnable NOTHING = () -> {};
  private static final int MIB = 1 << 20;

  private final Inbox inbox = new Inbox(Limits.USUAL, Observer.unheard());
  private final Outbox outbox = new Outbox("test", LONG, Limits.USUAL, new MonitorMeter());

  private static Thread blocked(Runnable action) {
    Thread thread = Thread.ofPlatform().start(action);
    long end = System.nanoTime() + LONG.toNanos();
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(thread.isAlive()).as("still at it, or blocked").isTrue();
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    return thread;
  }

  private static boolean returns(Runnable action) throws InterruptedException {
    return Thread.ofVirtual().start(action).join(LONG);
  }

  /** Writes all that waits to a new peer. */
  private ScriptedPeer write() throws InterruptedException {
    var chardev = new ScriptedChardev();
    chardev.attach(new Deaf());
    ScriptedPeer peer = chardev.connect(1);
    assertThat(outbox.connect(peer)).isTrue();
    Thread writer = Thread.ofVirtual().start(outbox::run);
    assertThat(outbox.flush(LONG)).isTrue();
    outbox.finish();
    assertThat(writer.join(LONG)).isTrue();
    return peer;
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
  void aLongRequestWaitsUntilItIsAlone() throws Exception {
    assertThat(returns(() -> inbox.put(NOTHING, 64L * MIB))).isTrue();
    assertThat(inbox.take()).isPresent();
    assertThat(returns(() -> inbox.put(NOTHING, 3 * MIB))).as("behind a long one").isTrue();

    Thread device = blocked(() -> inbox.put(NOTHING, 5 * MIB));
    assertThat(inbox.take()).isPresent();
    Thread.State whileOneIsServed = device.getState();
    Thread.ofVirtual().start(() -> inbox.put(NOTHING, 0)).join();

    assertThat(whileOneIsServed).isNotEqualTo(Thread.State.TERMINATED);
    assertThat(inbox.take()).isPresent();
    assertThat(inbox.take()).isPresent();
    assertThat(device.join(LONG)).isTrue();
  }

  @Test
  void requestsThatAreLongTogetherWait() throws Exception {
    inbox.put(NOTHING, 0);
    assertThat(inbox.take()).isPresent();
    inbox.put(NOTHING, 2 * MIB);
    inbox.put(NOTHING, 2 * MIB);

    Thread device = blocked(() -> inbox.put(NOTHING, 1));
    assertThat(inbox.take()).isPresent();

    assertThat(device.join(LONG)).isTrue();
  }

  @Test
  void behindALongAnswerTheNextWaits() throws Exception {
    String text = "x".repeat(3 * MIB);
    assertThat(returns(() -> outbox.reply(text))).isTrue();

    Thread worker = blocked(() -> outbox.reply("next"));
    ScriptedPeer peer = write();

    assertThat(worker.join(LONG)).isTrue();
    assertThat(peer.pending()).startsWith(text);
  }

  @Test
  void whatIsWrittenMakesRoom() throws Exception {
    outbox.reply("x".repeat(MIB));
    var _ = write();

    assertThat(returns(() -> outbox.reply("x".repeat(MIB)))).isTrue();
  }

  @Test
  void anInterruptedAnswerIsNotLost() throws Exception {
    for (int i = 0; i < Limits.USUAL.replies(); i++) {
      outbox.reply("a ");
    }
    Thread worker =
        blocked(
            () -> {
              outbox.reply("last ");
              outbox.reply(Thread.currentThread().isInterrupted() ? "still interrupted" : "not");
            });

    worker.interrupt();

    assertThat(worker.join(LONG)).isTrue();
    assertThat(write().pending()).endsWith("a last still interrupted");
  }

  @Test
  void theDevicesThreadIsNotHeldWhileItsCodeIsExchanged() throws Exception {
    assertThat(
            returns(
                () -> {
                  for (int i = 0; i < 10 * Limits.USUAL.replies(); i++) {
                    outbox.replyAtOnce("x ");
                  }
                }))
        .isTrue();
    assertThat(write().pending()).hasSize(20 * Limits.USUAL.replies());
  }
}
