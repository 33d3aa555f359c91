package org.backplane.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InboxTest {

  private final Inbox<String> inbox = new Inbox<>(4, String::length, "news");

  @Test
  void whatIsTooMuchWaitsForItsTurn() throws Exception {
    inbox.put("abc");
    inbox.put("d");
    Delivery held = Delivery.of(() -> inbox.put("e")).awaitHeld();

    assertThat(inbox.take()).contains("abc");
    held.awaitEnd();
    assertThat(inbox.take()).contains("d");
    assertThat(inbox.take()).contains("e");
  }

  @Test
  void onePieceAloneMayHaveAnySize() throws Exception {
    inbox.put("abcdefghi");
    assertThat(inbox.take()).contains("abcdefghi");
  }

  @Test
  void newsComesFirstAndOnce() throws Exception {
    inbox.put("a");
    inbox.news();
    inbox.news();
    assertThat(inbox.take()).contains("news");
    assertThat(inbox.take()).contains("a");
  }

  @Test
  void theEndLetsProducersGoAndLeavesWhatWaits() throws Exception {
    inbox.put("abcd");
    Delivery held = Delivery.of(() -> inbox.put("e")).awaitHeld();
    inbox.end();

    held.awaitEnd();
    inbox.put("f");
    assertThat(inbox.take()).contains("abcd");
    assertThat(inbox.take()).isEmpty();
  }

  @Test
  void nobodyIsHeldWhenTheInboxDoesNotHold() throws Exception {
    inbox.put("abcd");
    Delivery held = Delivery.of(() -> inbox.put("e")).awaitHeld();
    inbox.hold(false);
    held.awaitEnd();
    inbox.put("f");

    inbox.hold(true);
    Delivery again = Delivery.of(() -> inbox.put("g")).awaitHeld();
    for (String each : new String[] {"abcd", "e", "f", "g"}) {
      assertThat(inbox.take()).contains(each);
    }
    again.awaitEnd();
  }

  @Test
  void whoFloodsItWhileNobodyIsHeldIsTakenNoMoreFrom() throws Exception {
    inbox.hold(false);
    int taken = 0;
    for (int i = 0; i < 1000; i++) {
      inbox.put("abcd");
    }
    while (inbox.take().isPresent()) {
      taken++;
    }
    assertThat(taken).isBetween(32, 34);
  }

  @Test
  void whatAnInterruptedThreadDeliversIsNotLost() throws Exception {
    var interrupted = new AtomicBoolean();
    inbox.put("abcd");
    Delivery held =
        Delivery.of(
                () -> {
                  inbox.put("e");
                  interrupted.set(Thread.currentThread().isInterrupted());
                })
            .awaitHeld();
    held.interrupt();

    held.awaitEnd();
    assertThat(interrupted).isTrue();
    assertThat(inbox.take()).contains("abcd");
    assertThat(inbox.take()).contains("e");
  }
}
