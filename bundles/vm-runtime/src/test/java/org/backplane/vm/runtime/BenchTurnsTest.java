package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.vm.runtime.bus.AddressSpace;
import org.backplane.vm.runtime.bus.FakePlatform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several tests at one bench. */
final class BenchTurnsTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final ControlThread control = new ControlThread();
  private final SteppedClock clock = new SteppedClock();
  private final AtomicReference<DeviceBench.Settling> settling = new AtomicReference<>(_ -> {});
  private final DeviceBench bench =
      new DeviceBench(
          control,
          new BusBytes(AddressSpace.builder().build(new FakePlatform())),
          clock,
          patience -> settling.get().await(patience),
          new BenchLines(Map.of(), List::of));

  @AfterEach
  void close() {
    control.close();
  }

  @Test
  void whoWaitsForATurnCanBeInterrupted() throws Exception {
    var settles = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    settling.set(
        _ -> {
          settles.countDown();
          assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
        });
    Thread holder = Thread.ofVirtual().start(() -> bench.store(0, 4, 1));
    assertThat(settles.await(10, TimeUnit.SECONDS)).isTrue();
    var interrupted = new AtomicInteger();
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  bench.store(0, 4, 1);
                  interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 2);
                });
    waiting.interrupt();
    assertThat(waiting.join(LONG)).isTrue();
    assertThat(interrupted).hasValue(1);
    go.countDown();
    assertThat(holder.join(LONG)).isTrue();
  }

  @Test
  void othersHaveTurnsOnALongWayThroughTime() throws Exception {
    clock.run(true);
    var ended = new AtomicInteger();
    var steps = new AtomicInteger();
    var other = new AtomicReference<Thread>();
    settling.set(
        _ -> {
          if (clock.nanos() == 100 && other.get() == null) {
            other.set(Thread.ofPlatform().start(() -> bench.load(0, 4)));
            while (other.get().getState() != Thread.State.WAITING) {
              Thread.onSpinWait();
            }
          } else if (clock.nanos() >= 200) {
            steps.incrementAndGet();
            ended.set(other.get().join(LONG) ? 1 : 2);
            settling.set(_ -> {});
          }
        });
    for (int n = 1; n <= 3; n++) {
      var _ = clock.after(Duration.ofNanos(100 * n), () -> {});
    }
    assertThat(bench.clock(300)).isEqualTo(300);
    assertThat(steps).hasValue(1);
    assertThat(ended).as("it had its turn before the next timer").hasValue(1);
  }
}
