package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeviceLoopTest {

  private final Semaphore begun = new Semaphore(0);
  private final Semaphore mayEnd = new Semaphore(0);
  private final AtomicReference<Thread> thread = new AtomicReference<>();
  private final DeviceLoop loop = new DeviceLoop("test", this::step);

  private void step() {
    thread.set(Thread.currentThread());
    begun.release();
    mayEnd.acquireUninterruptibly();
  }

  @AfterEach
  void close() {
    mayEnd.release(100);
    loop.close();
  }

  private void awaitStep() throws InterruptedException {
    assertThat(begun.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aWakeBeforeTheStartCounts() throws Exception {
    loop.wake();
    loop.start();
    awaitStep();
  }

  @Test
  void aWakeDuringTheStepRunsItAgainAndManyWakesOnlyOnce() throws Exception {
    loop.start();
    loop.wake();
    awaitStep();
    for (int n = 0; n < 1000; n++) {
      loop.wake();
    }
    mayEnd.release();
    awaitStep();
    mayEnd.release();
    loop.wake();
    awaitStep();
    assertThat(begun.availablePermits()).isZero();
  }

  @Test
  void settlingWaitsForAllThatWasWokenBefore() throws Exception {
    loop.start();
    loop.wake();
    awaitStep();
    loop.wake(); // a second step
    var settled = new CountDownLatch(1);
    var waiter =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    loop.settle(Duration.ofSeconds(20));
                    settled.countDown();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                });
    mayEnd.release();
    awaitStep();
    assertThat(settled.getCount()).isOne();
    mayEnd.release();
    assertThat(settled.await(10, TimeUnit.SECONDS)).isTrue();
    waiter.join();
  }

  @Test
  void settlingEndsAtOnceAtRestAndAfterItsPatienceOtherwise() throws Exception {
    loop.start();
    loop.settle(Duration.ofSeconds(20));
    loop.wake();
    awaitStep();
    loop.settle(Duration.ofMillis(1));
    mayEnd.release();
    loop.settle(Duration.ofSeconds(20));
    assertThat(begun.availablePermits()).isZero();
  }

  @Test
  void closeWaitsForTheStepAndEndsTheThread() throws Exception {
    loop.start();
    loop.wake();
    awaitStep();
    loop.wake();
    mayEnd.release(2);
    loop.close();
    assertThat(thread.get().isAlive()).isFalse();
    loop.wake();
  }

  @Test
  void aStepMayCloseItsOwnLoop() throws Exception {
    var closed = new CountDownLatch(1);
    var loops = new AtomicReference<DeviceLoop>();
    loops.set(
        new DeviceLoop(
            "self",
            () -> {
              loops.get().close();
              closed.countDown();
            }));
    loops.get().start();
    loops.get().wake();
    assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
