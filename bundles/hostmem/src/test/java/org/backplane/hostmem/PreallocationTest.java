package org.backplane.hostmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.tck.LiveThreads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreallocationTest {

  private static final long MIB = 1L << 20;
  private static final long PAGE = 4096;

  private record Range(long from, long length) {}

  @ParameterizedTest
  @CsvSource({
    // wanted, cpus, pages, size in MiB, threads
    "1, 64, 1000000, 4096, 1",
    "8, 64, 1000000, 4096, 8",
    "8, 2, 1000000, 4096, 2",
    "4294967295, 64, 1000000, 4096, 16",
    "8, 64, 3, 4096, 3",
    "8, 64, 1000000, 63, 1",
    "8, 64, 1000000, 64, 1",
    "8, 64, 1000000, 128, 2",
  })
  void usesNoMoreThreadsThanHelp(long wanted, int cpus, long pages, long mib, int threads) {
    assertThat(Preallocation.threads(wanted, cpus, pages, mib * MIB)).isEqualTo(threads);
  }

  @ParameterizedTest
  @CsvSource({"1, 4096", "1, 300000000", "3, 300003328", "16, 4294967296", "7, 28672", "5, 4096"})
  void coversEachPageOnce(int threads, long size) throws Exception {
    var calls = new ConcurrentLinkedQueue<Range>();
    new Preallocation((at, length) -> calls.add(new Range(at, length)), size, PAGE, threads).run();
    List<Range> sorted = calls.stream().sorted(Comparator.comparingLong(Range::from)).toList();
    long next = 0;
    for (Range range : sorted) {
      assertThat(range.from()).isEqualTo(next);
      assertThat(range.from() % PAGE).isZero();
      next += range.length();
    }
    assertThat(next).isEqualTo(size);
  }

  @Test
  void oneFailureStopsAllThreadsAndIsReported() throws Exception {
    var calls = new AtomicInteger();
    var preallocation =
        new Preallocation(
            (_, _) -> {
              calls.incrementAndGet();
              throw new IllegalStateException("no memory today");
            },
            16 * 1024 * MIB,
            PAGE,
            4);
    assertThatThrownBy(preallocation::run).hasMessage("no memory today");
    assertThat(calls).hasValueBetween(1, 4);
    assertThat(LiveThreads.named("backplane-prealloc")).isEmpty();
  }

  @Test
  void anInterruptCallsItOff() throws Exception {
    var inside = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    var caught = new AtomicReference<@Nullable Throwable>();
    var preallocation =
        new Preallocation(
            (_, _) -> {
              inside.countDown();
              try {
                never.await();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            },
            16 * 1024 * MIB,
            PAGE,
            1);
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    preallocation.run();
                  } catch (Exception e) {
                    caught.set(e);
                  }
                });
    inside.await();
    caller.interrupt();
    caller.join();
    assertThat(caught.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void stopEndsItBetweenTwoSteps() {
    var calls = new AtomicInteger();
    var self = new AtomicReference<@Nullable Preallocation>();
    var preallocation =
        new Preallocation(
            (_, _) -> {
              Preallocation running = self.get();
              if (calls.incrementAndGet() == 3 && running != null) {
                running.stop();
              }
            },
            1024 * MIB,
            PAGE,
            1);
    self.set(preallocation);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(preallocation::run);
    assertThat(calls).hasValue(3);
  }
}
