package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.HostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host that has no more threads, for a while. */
@Timeout(20)
class MailboxTest {

  private volatile boolean starved = true;
  private final Mailbox mailbox =
      new Mailbox(
          "object-t0",
          work ->
              new Thread(work) {
                @Override
                public void start() {
                  if (starved) {
                    throw new OutOfMemoryError("unable to create native thread");
                  }
                  super.start();
                }
              });

  @Test
  void aTaskIsRefusedAndTheNextOneIsDone() throws Exception {
    CompletableFuture<Integer> refused = mailbox.submit(() -> 1);
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> Mailbox.await(refused))
        .withMessageContaining("unable to create native thread");
    assertThat(mailbox.busyFor()).isEmpty();
    starved = false;
    assertThat(Mailbox.await(mailbox.submit(() -> 2))).isEqualTo(2);
  }

  @Test
  void whatHasToBeDoneIsDoneByWhoAsks() throws Exception {
    assertThat(Mailbox.await(mailbox.submitForSure(Thread::currentThread)))
        .isEqualTo(Thread.currentThread());
    var doer = new AtomicReference<Thread>();
    mailbox.post(() -> doer.set(Thread.currentThread()));
    assertThat(doer).hasValue(Thread.currentThread());
    assertThat(mailbox.busyFor()).isEmpty();
  }

  @Test
  void whatIsAskedMeanwhileIsNotForgotten() throws Exception {
    var later = new AtomicReference<CompletableFuture<Integer>>();
    mailbox.post(() -> later.set(mailbox.submit(() -> 3)));
    assertThat(Mailbox.await(later.get())).isEqualTo(3);
  }
}
