package org.backplane.api.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a thread does, and what is left of that. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WorkerThreadTest {

  private static Stream<BiFunction<String, Runnable, Thread>> kinds() {
    return Stream.of(WorkerThread::platform, WorkerThread::virtual);
  }

  /** A piece of work that can be recognised. */
  private record Work(CountDownLatch done) implements Runnable {
    @Override
    public void run() {
      done.countDown();
    }
  }

  private record Ended(Thread thread, WeakReference<Runnable> work) {}

  private static Ended run(BiFunction<String, Runnable, Thread> kind) throws InterruptedException {
    var done = new CountDownLatch(1);
    var work = new Work(done);
    Thread thread = kind.apply("it", work);
    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
    thread.start();
    thread.join();
    assertThat(done.getCount()).isZero();
    return new Ended(thread, new WeakReference<>(work));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aThreadThatHasEndedKeepsNothingOfItsWork(BiFunction<String, Runnable, Thread> kind)
      throws InterruptedException {
    Ended ended = run(kind);

    while (ended.work().get() != null) {
      System.gc();
    }

    assertThat(ended.thread().getName()).isEqualTo("it");
  }

  @Test
  void aPlatformThreadHasNothingOfItsMakersContext() throws InterruptedException {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    var strange = new ClassLoader(before) {};
    Thread.currentThread().setContextClassLoader(strange);
    try {
      Thread thread = WorkerThread.platform("it", () -> {});
      assertThat(thread.isDaemon()).isTrue();
      assertThat(thread.getContextClassLoader()).isNotSameAs(strange);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
