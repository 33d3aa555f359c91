package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.backplane.linux.Poller.Interest;
import org.backplane.linux.Poller.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PollerTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  @Test
  void readyDescriptorIsReportedAtOnce() throws IOException {
    try (var poller = new Poller();
        var zero = FileDescriptor.open(Path.of("/dev/zero"), Set.of(OpenFlag.READ));
        var event = new EventFd()) {
      assertThat(poller.awaitReadable(zero, LONG)).isEqualTo(Outcome.READY);
      assertThat(poller.await(event.descriptor(), Interest.WRITE, LONG)).isEqualTo(Outcome.READY);
    }
  }

  @Test
  void waitEndsAtItsDeadlineAndNotBefore() throws IOException {
    try (var poller = new Poller();
        var event = new EventFd()) {
      assertThat(poller.awaitReadable(event.descriptor(), Duration.ZERO))
          .isEqualTo(Outcome.TIMED_OUT);
      long start = System.nanoTime();
      assertThat(poller.awaitReadable(event.descriptor(), Duration.ofMillis(30)))
          .isEqualTo(Outcome.TIMED_OUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(30), Duration.ofSeconds(10));
    }
  }

  @Test
  void negativeTimeoutAsksWithoutWaiting() throws IOException {
    try (var poller = new Poller();
        var event = new EventFd()) {
      assertThat(poller.awaitReadable(event.descriptor(), Duration.ofSeconds(Long.MIN_VALUE)))
          .isEqualTo(Outcome.TIMED_OUT);
    }
  }

  @Test
  void earlierWakeEndsTheNextWaitOnly() throws IOException {
    try (var poller = new Poller();
        var event = new EventFd()) {
      poller.wake();
      poller.wake();
      assertThat(poller.awaitReadable(event.descriptor(), LONG)).isEqualTo(Outcome.WOKEN);
      assertThat(poller.awaitReadable(event.descriptor(), Duration.ZERO))
          .isEqualTo(Outcome.TIMED_OUT);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void wakeEndsAWaitUnderWay(boolean virtual) throws Exception {
    try (var poller = new Poller();
        var event = new EventFd()) {
      FutureTask<Outcome> waiting =
          start(
              virtual,
              () -> poller.awaitReadable(event.descriptor(), ChronoUnit.FOREVER.getDuration()));
      awaitPolling();
      poller.wake();
      assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.WOKEN);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingDescriptorAndPollerDuringAWaitIsSafe(boolean virtual) throws Exception {
    int before = SelfMaps.openDescriptors();
    var poller = new Poller();
    var event = new EventFd();
    FutureTask<Outcome> waiting =
        start(virtual, () -> poller.awaitReadable(event.descriptor(), LONG));
    awaitPolling();
    event.close();
    poller.close();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.WOKEN);
    assertThat(SelfMaps.openDescriptors()).isEqualTo(before);
    poller.wake();
    poller.close();
    assertThatThrownBy(() -> poller.awaitReadable(event.descriptor(), LONG))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void signalEndsAWaitAndIsDrained() throws Exception {
    try (var poller = new Poller();
        var event = new EventFd()) {
      FutureTask<Outcome> waiting =
          start(false, () -> poller.awaitReadable(event.descriptor(), LONG));
      awaitPolling();
      event.signal();
      assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.READY);
      event.signal();
      assertThat(event.drain()).isEqualTo(2);
      assertThat(event.drain()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void interruptEndsTheWait(boolean virtual) throws Exception {
    try (var poller = new Poller();
        var event = new EventFd()) {
      var task =
          new FutureTask<>(
              () -> {
                Outcome outcome = poller.awaitReadable(event.descriptor(), LONG);
                return outcome == Outcome.WOKEN && Thread.currentThread().isInterrupted();
              });
      Thread waiter = startThread(virtual, task);
      awaitPolling();
      waiter.interrupt();
      assertThat(task.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoIsInterruptedAlreadyDoesNotWait(boolean virtual) throws Exception {
    try (var poller = new Poller();
        var event = new EventFd()) {
      var task =
          new FutureTask<>(
              () -> {
                Thread.currentThread().interrupt();
                Outcome first = poller.awaitReadable(event.descriptor(), LONG);
                boolean kept = Thread.interrupted();
                return List.of(
                    first == Outcome.WOKEN && kept,
                    poller.awaitReadable(event.descriptor(), Duration.ZERO) == Outcome.TIMED_OUT);
              });
      startThread(virtual, task);
      assertThat(task.get(10, TimeUnit.SECONDS)).containsExactly(true, true);
    }
  }

  @Test
  void waitsOfVirtualThreadsDoNotHoldUpOthers() throws Exception {
    int count = 4 * Runtime.getRuntime().availableProcessors();
    List<Poller> pollers = new ArrayList<>();
    List<FutureTask<Outcome>> waiting = new ArrayList<>();
    try (var event = new EventFd()) {
      for (int i = 0; i < count; i++) {
        var poller = new Poller();
        pollers.add(poller);
        waiting.add(start(true, () -> poller.awaitReadable(event.descriptor(), LONG)));
      }
      assertThat(start(true, () -> "runs").get(10, TimeUnit.SECONDS)).isEqualTo("runs");
      pollers.forEach(Poller::wake);
      for (FutureTask<Outcome> each : waiting) {
        assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.WOKEN);
      }
      pollers.forEach(Poller::close);
    }
  }

  private static <T> FutureTask<T> start(boolean virtual, Callable<T> call) {
    var task = new FutureTask<>(call);
    startThread(virtual, task);
    return task;
  }

  private static Thread startThread(boolean virtual, Runnable task) {
    return virtual ? Thread.ofVirtual().start(task) : Thread.ofPlatform().daemon().start(task);
  }

  /** Until some thread is inside poll(2). */
  private static void awaitPolling() {
    while (Thread.getAllStackTraces().values().stream().noneMatch(PollerTest::isPolling)) {
      Thread.onSpinWait();
    }
  }

  private static boolean isPolling(StackTraceElement[] frames) {
    return frames.length > 0
        && frames[0].isNativeMethod()
        && Arrays.stream(frames)
            .anyMatch(f -> f.getClassName().endsWith(".LibC") && f.getMethodName().equals("poll"));
  }
}
