package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
import org.backplane.api.object.Lease;
import org.backplane.api.object.ObjectPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class TimedLeaseTest {

  private static final ObjectPath RNG1 = ObjectPath.object("rng1");

  /** A lease that tells when it is given back. */
  private static final class Given implements Lease<String> {
    final CountDownLatch back = new CountDownLatch(1);

    @Override
    public ObjectPath path() {
      return RNG1;
    }

    @Override
    public Optional<String> target() {
      return Optional.empty();
    }

    @Override
    public void close() {
      back.countDown();
    }
  }

  private static TimedLease<String> within(Duration patience) {
    return new TimedLease<>("tester", RNG1, patience);
  }

  @Test
  void handsOutWhatCame() throws Exception {
    var given = new Given();
    assertThat(within(Duration.ofSeconds(20)).take(() -> given)).isSameAs(given);
    assertThat(given.back.getCount()).isEqualTo(1);
  }

  @Test
  void passesRefusalsAndBugsOn() {
    var refusal = new MissingReferenceException("", "nothing there", "");
    assertThatExceptionOfType(MissingReferenceException.class)
        .isThrownBy(
            () ->
                within(Duration.ofSeconds(20))
                    .take(
                        () -> {
                          throw refusal;
                        }))
        .isSameAs(refusal);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                within(Duration.ofSeconds(20))
                    .take(
                        () -> {
                          throw new IllegalStateException("bug");
                        }));
  }

  @Test
  void aBusyObjectIsNotWaitedForForEver() throws Exception {
    var interrupted = new CountDownLatch(1);
    assertThatExceptionOfType(NotActiveException.class)
        .isThrownBy(
            () ->
                within(Duration.ofMillis(1))
                    .take(
                        () -> {
                          try {
                            new CountDownLatch(1).await();
                          } catch (InterruptedException _) {
                            interrupted.countDown();
                          }
                          throw new NotActiveException("", "called off", "");
                        }))
        .withMessage("/objects/rng1: it is busy and does not answer; try again later");
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatComesTooLateIsGivenBack() throws Exception {
    var given = new Given();
    var refused = new CountDownLatch(1);
    assertThatExceptionOfType(NotActiveException.class)
        .isThrownBy(() -> within(Duration.ofMillis(1)).take(() -> afterAll(refused, given)));
    refused.countDown();
    assertThat(given.back.await(20, TimeUnit.SECONDS)).isTrue();
  }

  /** Does not listen to interrupts. */
  private static Lease<String> afterAll(CountDownLatch latch, Given given) {
    while (true) {
      try {
        latch.await();
        return given;
      } catch (InterruptedException _) {
        // on and on
      }
    }
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    var outcome = new CompletableFuture<Throwable>();
    var asked = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    within(Duration.ofDays(1))
                        .take(
                            () -> {
                              asked.countDown();
                              return afterAll(never, new Given());
                            });
                  } catch (NotActiveException e) {
                    outcome.complete(e);
                  } catch (Throwable e) {
                    outcome.completeExceptionally(e);
                  }
                });
    asked.await();
    caller.interrupt();
    assertThat(outcome.get(20, TimeUnit.SECONDS))
        .hasMessage("/objects/rng1: nobody waits for it any more; try again later");
    never.countDown();
  }
}
