package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlThreadTest {

  private final ControlThread patient = new ControlThread();
  private final ControlThread impatient = new ControlThread(Duration.ofMillis(20));
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    release.countDown();
    patient.close();
    impatient.close();
  }

  @Test
  void aStepThatDoesNotBeginInTimeIsNeverDone() throws Exception {
    impatient.post(this::block);
    impatient.run(() -> done.add("run"));
    assertThatThrownBy(() -> impatient.call(() -> done.add("call"), false))
        .isInstanceOf(ControlThread.NoAnswerException.class)
        .hasMessageContaining("control thread does not answer");
    assertThat(done).isEmpty();
    flush();
    assertThat(done).isEmpty();
  }

  @Test
  void aStepThatMustBeDoneIsDoneLate() throws Exception {
    impatient.post(this::block);
    impatient.insist(() -> done.add("insisted"));
    assertThat(done).isEmpty();
    flush();
    assertThat(done).containsExactly("insisted");
  }

  @Test
  void anErrorOfAStepDoesNotEndTheThread() throws Exception {
    patient.post(
        () -> {
          done.add(Thread.currentThread().toString());
          throw new AssertionError("on purpose");
        });
    patient.run(() -> done.add(Thread.currentThread().toString()));
    assertThat(done).hasSize(2);
    assertThat(done.getFirst()).isEqualTo(done.getLast());
  }

  @Test
  void aStepMayCallForAnother() {
    patient.run(() -> patient.run(() -> done.add("inner")));
    assertThat(done).containsExactly("inner");
  }

  @Test
  void nothingIsDoneAfterTheLastStep() throws Exception {
    patient.postAfter(Duration.ofHours(1), () -> done.add("too late"));
    patient.end(() -> done.add("last"));
    patient.post(() -> done.add("posted"));
    patient.run(() -> done.add("run"));
    assertThat(patient.call(() -> "called", "ended")).isEqualTo("ended");
    patient.close();
    assertThat(patient.call(() -> "called", "ended")).isEqualTo("ended");
    patient.insist(() -> done.add("insisted"));
    assertThat(done).containsExactly("last");
  }

  @Test
  void delayedStepsAreNotEarlyAndKeepNobodyWaiting() throws InterruptedException {
    long start = System.nanoTime();
    var late = new CountDownLatch(1);
    patient.postAfter(Duration.ofMillis(5), late::countDown);
    patient.run(() -> done.add("between"));
    assertThat(done).containsExactly("between");
    assertThat(late.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5_000_000);
  }

  private void flush() throws InterruptedException {
    var flushed = new CountDownLatch(1);
    impatient.post(flushed::countDown);
    release.countDown();
    assertThat(flushed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private void block() {
    try {
      assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
