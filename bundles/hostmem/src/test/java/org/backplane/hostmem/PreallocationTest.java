package org.backplane.hostmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.backplane.api.NotActiveException;
import org.backplane.tck.LiveThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who takes which pages, and how it ends; on pages that only remember. */
@Timeout(60)
final class PreallocationTest {

  private static final long MIB = 1L << 20;
  private static final long PAGE = 4096;
  private static final Headroom ROOMY = new Headroom("test", () -> Long.MAX_VALUE);
  private static final String NAME = "prealloc-test";

  private static Thread start(String name, Runnable body) {
    return Thread.ofPlatform().daemon().name(name).start(body);
  }

  private static long run(Pages pages, int threads) throws Exception {
    return run(pages, threads, new LongAdder());
  }

  private static long run(Pages pages, int threads, LongAdder progress) throws Exception {
    return preallocation(pages, threads, new Crew(PreallocationTest::start))
        .run(NAME, progress::add);
  }

  @ParameterizedTest
  @CsvSource({
    // wanted, cpus, pages, size in MiB, threads
    "1, 64, 1000000, 4096, 1",
    "8, 64, 1000000, 4096, 8",
    "8, 2, 1000000, 4096, 2",
    "4294967295, 64, 1000000, 4096, 64",
    "4294967295, 1024, 100000000, 65536, 1024",
    "8, 64, 3, 4096, 3",
    "8, 64, 1000000, 63, 1",
    "8, 64, 1000000, 64, 1",
    "8, 64, 1000000, 128, 2",
    "8, 64, 1, 1, 1",
  })
  void usesNoMoreThreadsThanHelp(long wanted, int cpus, long pages, long mib, int threads) {
    assertThat(Preallocation.threads(wanted, cpus, pages, mib * MIB)).isEqualTo(threads);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 4096, 4096",
    "1, 300003328, 4096",
    "3, 300003328, 4096",
    "16, 4294967296, 4096",
    "7, 28672, 4096",
    "5, 4096, 4096",
    "3, 23068672, 2097152",
    "2, 3221225472, 1073741824",
  })
  void takesEachPageOnceAndTellsOfIt(int threads, long size, long page) throws Exception {
    var pages = new FakePages(size, page, null);
    var progress = new LongAdder();
    assertThat(run(pages, threads, progress)).isZero();
    assertCovered(pages.calls().subList(1, pages.calls().size()), size, page);
    assertThat(pages.calls()).allMatch(FakePages.Range::byKernel);
    assertThat(pages.calls()).extracting(FakePages.Range::thread).containsOnly(NAME);
    assertThat(progress.sum()).isEqualTo(size);
  }

  private static void assertCovered(List<FakePages.Range> calls, long size, long page) {
    long next = 0;
    for (FakePages.Range range :
        calls.stream().sorted(Comparator.comparingLong(FakePages.Range::from)).toList()) {
      assertThat(range.from()).isEqualTo(next);
      assertThat(range.from() % page).isZero();
      assertThat(range.length()).as("a step").isLessThanOrEqualTo(Math.max(page, 8 * MIB));
      next += range.length();
    }
    assertThat(next).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void withoutSuchAKernelThreadsTouchThePages(int threads) throws Exception {
    var pages = new FakePages(100 * MIB, PAGE, Refusals.einval());
    assertThat(run(pages, threads)).isZero();
    assertThat(pages.calls().getFirst())
        .as("the probe")
        .isEqualTo(new FakePages.Range(0, PAGE, true, NAME));
    List<FakePages.Range> touched = pages.calls().subList(1, pages.calls().size());
    assertCovered(touched, 100 * MIB, PAGE);
    assertThat(touched).noneMatch(FakePages.Range::byKernel);
    assertThat(touched).extracting(FakePages.Range::thread).containsOnly("touch_pages");
  }

  @Test
  void anotherRefusalOfTheFirstPageIsTheAnswer() {
    var pages = new FakePages(100 * MIB, PAGE, Refusals.enoent());
    assertThatThrownBy(() -> run(pages, 2)).hasMessageContaining("ENOENT");
    assertThat(pages.calls()).hasSize(1);
  }

  @Test
  void tellsWhatWasLostMeanwhileOnly() throws Exception {
    var lost = new AtomicLong(7 * PAGE); // by others, before
    var pages =
        new FakePages(10 * MIB, PAGE, Refusals.einval()) {
          @Override
          public void touch(long offsetBytes, long lengthBytes) {
            lost.addAndGet(PAGE);
          }

          @Override
          public long lostBytes() {
            return lost.get();
          }
        };
    assertThat(run(pages, 1)).isEqualTo(lost.get() - 7 * PAGE).isPositive();
  }

  @Test
  void oneFailureStopsAllThreadsAndIsReported() throws Exception {
    var steps = new AtomicInteger();
    var pages =
        new FakePages(16L * 1024 * MIB, PAGE, Refusals.einval()) {
          @Override
          public void touch(long offsetBytes, long lengthBytes) {
            steps.incrementAndGet();
            throw new IllegalStateException("no memory today");
          }
        };
    assertThatThrownBy(() -> run(pages, 4)).hasMessage("no memory today");
    assertThat(steps).hasValueBetween(1, 4);
    assertThat(LiveThreads.named("touch_pages")).isEmpty();
  }

  @Test
  void whoeverCannotStartAllThreadsLeavesNone() throws Exception {
    var left = new AtomicInteger(3); // one for the probe
    Crew.Starter tired =
        (name, body) -> {
          if (left.getAndDecrement() == 0) {
            throw new NotActiveException("tc0", "it has ended", "");
          }
          return start(name, body);
        };
    var pages = new FakePages(1L << 50, PAGE, null); // too much to come to an end by itself
    assertThatThrownBy(() -> new Preallocation(pages, 4, new Crew(tired), ROOMY).run(NAME, _ -> {}))
        .isInstanceOf(NotActiveException.class);
    assertThat(LiveThreads.named(NAME)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anInterruptOfAVirtualCallerEndsIt(int threads) throws Exception {
    var steps = new CountDownLatch(100);
    var pages =
        new FakePages(1L << 50, PAGE, Refusals.einval()) {
          @Override
          public void touch(long offsetBytes, long lengthBytes) {
            steps.countDown();
          }
        };
    var running = new FutureTask<>(() -> run(pages, threads));
    Thread caller = Thread.ofVirtual().start(running);
    steps.await();
    caller.interrupt();
    assertThatThrownBy(() -> running.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(LiveThreads.named("touch_pages")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void noStepBeginsAfterTheStop(int threads) throws Exception {
    var crew = new Crew(PreallocationTest::start);
    var inside = new CountDownLatch(threads);
    var steps = new AtomicInteger();
    var pages =
        new FakePages(1L << 50, PAGE, Refusals.einval()) {
          @Override
          public void touch(long offsetBytes, long lengthBytes) {
            steps.incrementAndGet();
            inside.countDown();
            while (!crew.stopped()) {
              Thread.onSpinWait();
            }
          }
        };
    var running = new FutureTask<>(() -> preallocation(pages, threads, crew).run(NAME, _ -> {}));
    Thread caller = Thread.ofVirtual().start(running);
    inside.await();
    caller.interrupt();
    assertThatThrownBy(running::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(steps).hasValue(threads);
  }

  private static Preallocation preallocation(Pages pages, int threads, Crew crew) {
    return new Preallocation(pages, threads, crew, ROOMY);
  }

  @Test
  void theCallerStaysUntilItsThreadsHaveEnded() throws Exception {
    var inside = new CountDownLatch(1);
    var stopSeen = new CountDownLatch(1);
    var kernelDone = new CountDownLatch(1);
    var crew = new Crew(PreallocationTest::start);
    var running =
        new FutureTask<Boolean>(
            () -> {
              crew.run(
                  NAME,
                  1,
                  _ -> {
                    inside.countDown();
                    while (!crew.stopped()) {
                      Thread.onSpinWait();
                    }
                    stopSeen.countDown();
                    awaitQuietly(kernelDone); // as a call that is still in the kernel
                  });
              return true;
            });
    Thread caller = Thread.ofVirtual().start(running);
    inside.await();
    caller.interrupt();
    stopSeen.await();
    assertThat(running.isDone()).isFalse();
    kernelDone.countDown();
    assertThatThrownBy(running::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(LiveThreads.named(NAME)).isEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
