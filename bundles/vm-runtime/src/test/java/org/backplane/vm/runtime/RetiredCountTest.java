package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A count over the times of several harts. */
final class RetiredCountTest {

  private final AtomicLong present = new AtomicLong();
  private final RetiredCount count = new RetiredCount();

  @Test
  void goesOnWithTheNextHart() {
    assertThat(count.value()).isZero();
    count.begin(0, present::get);
    present.set(100);
    assertThat(count.value()).isEqualTo(100);
    present.set(110);
    count.end();
    present.set(1000);
    assertThat(count.value()).isEqualTo(110);
    count.begin(1000, present::get); // one that goes on from a saved state
    assertThat(count.value()).isEqualTo(110);
    present.set(1005);
    assertThat(count.value()).isEqualTo(115);
    count.begin(0, () -> 0); // one that begins anew
    assertThat(count.value()).isEqualTo(115);
  }

  @Test
  void neverTellsLessThanItTold() {
    count.begin(0, present::get);
    present.set(100);
    assertThat(count.value()).isEqualTo(100);
    present.set(90);
    assertThat(count.value()).isEqualTo(100);
    count.end();
    assertThat(count.value()).isEqualTo(100);
  }

  @Test
  void aHartThatCannotTellEndsAllTheSame() {
    present.set(7);
    count.begin(0, present::get);
    assertThat(count.value()).isEqualTo(7);
    count.begin(
        0,
        () -> {
          throw new IllegalStateException("on purpose");
        });
    assertThatThrownBy(count::value).hasMessage("on purpose");
    count.end();
    assertThat(count.value()).isEqualTo(7);
  }

  @Test
  void aHartThatDoesNotAnswerHoldsUpNobodyElse() throws Exception {
    var asked = new CountDownLatch(1);
    var answer = new CompletableFuture<Long>();
    var asks = new AtomicLong();
    count.begin(
        0,
        () -> {
          if (asks.getAndIncrement() > 0) {
            return 4;
          }
          asked.countDown();
          return answer.orTimeout(20, TimeUnit.SECONDS).join();
        });
    var first = CompletableFuture.supplyAsync(count::value, Thread::startVirtualThread);
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    var second = CompletableFuture.supplyAsync(count::value, Thread::startVirtualThread);
    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(4);
    answer.complete(5L);
    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(5);
  }
}
