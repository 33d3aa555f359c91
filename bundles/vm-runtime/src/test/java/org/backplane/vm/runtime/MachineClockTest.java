package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MachineClockTest {

  private final MachineClock clock = new MachineClock();

  @AfterEach
  void close() {
    clock.close();
  }

  @Test
  void timeStandsStillWhileStopped() {
    assertThat(clock.nanos()).isZero();
    clock.run(true);
    while (clock.nanos() == 0) {
      Thread.onSpinWait();
    }
    clock.run(false);
    long stopped = clock.nanos();
    long end = System.nanoTime() + 2_000_000;
    while (System.nanoTime() < end) {
      assertThat(clock.nanos()).isEqualTo(stopped);
    }
    clock.run(true);
    assertThat(clock.nanos()).isBetween(stopped, stopped + 1_000_000_000L);
  }

  @Test
  void timersRunInOrderAndNotEarly() throws InterruptedException {
    var first = new AtomicLong();
    var second = new AtomicLong();
    var done = new CountDownLatch(2);
    clock.after(
        Duration.ofMillis(6),
        () -> {
          second.set(clock.nanos());
          done.countDown();
        });
    clock.after(
        Duration.ofMillis(3),
        () -> {
          first.set(clock.nanos());
          done.countDown();
        });
    clock.run(true);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(first.get()).isGreaterThanOrEqualTo(3_000_000);
    assertThat(second.get()).isGreaterThanOrEqualTo(6_000_000).isGreaterThan(first.get());
  }

  @Test
  void aCancelledTimerDoesNotRun() throws InterruptedException {
    var ran = new AtomicBoolean();
    var done = new CountDownLatch(1);
    var timer = clock.after(Duration.ofMillis(1), () -> ran.set(true));
    clock.after(Duration.ofMillis(2), done::countDown);
    timer.cancel();
    clock.run(true);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).isFalse();
  }

  @Test
  void aFailingTaskDoesNotEndTheClock() throws InterruptedException {
    var done = new CountDownLatch(1);
    clock.after(
        Duration.ZERO,
        () -> {
          throw new IllegalStateException("on purpose");
        });
    clock.after(Duration.ofNanos(1), done::countDown);
    clock.run(true);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anErrorOfATaskDoesNotEndTheClock() throws InterruptedException {
    var done = new CountDownLatch(1);
    clock.after(
        Duration.ZERO,
        () -> {
          throw new AssertionError("on purpose");
        });
    clock.after(Duration.ofNanos(1), done::countDown);
    clock.run(true);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void nothingRunsAfterClose() {
    var ran = new AtomicBoolean();
    clock.after(Duration.ofMillis(1), () -> ran.set(true));
    clock.close();
    clock.run(true);
    clock.after(Duration.ZERO, () -> ran.set(true));
    assertThat(ran).isFalse();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(Thread::isAlive)
        .noneMatch(thread -> thread.getName().equals("machine-clock"));
  }
}
