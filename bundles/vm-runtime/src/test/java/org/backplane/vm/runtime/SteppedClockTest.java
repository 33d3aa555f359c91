package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.backplane.vm.runtime.device.VirtualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SteppedClockTest {

  private final SteppedClock clock = new SteppedClock();
  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void run() {
    clock.run(true);
  }

  private VirtualClock.Timer after(long nanos, String name) {
    return clock.after(Duration.ofNanos(nanos), () -> log.add(name + " at " + clock.nanos()));
  }

  @Test
  void standsStillByItself() {
    after(0, "now");
    assertThat(clock.nanos()).isZero();
    assertThat(clock.nextDue()).hasValue(0);
    assertThat(log).isEmpty();
    assertThat(clock.advance(0)).isTrue();
    assertThat(log).containsExactly("now at 0");
    assertThat(clock.advance(0)).isFalse();
  }

  @Test
  void stopsAtEachTaskOnTheWay() {
    after(30, "late");
    after(10, "first");
    after(10, "second");
    assertThat(clock.advance(20)).isTrue();
    assertThat(log).containsExactly("first at 10", "second at 10");
    assertThat(clock.nanos()).isEqualTo(10);
    assertThat(clock.advance(20)).isTrue();
    assertThat(clock.nanos()).isEqualTo(20);
    assertThat(clock.nextDue()).hasValue(30);
    assertThat(clock.advance(100)).isTrue();
    assertThat(clock.nanos()).isEqualTo(30);
    assertThat(log).hasSize(3);
    assertThat(clock.nextDue()).isEmpty();
  }

  @Test
  void aCancelledTaskDoesNotRunEvenWhenOneOfItsMomentCancelsIt() {
    List<VirtualClock.Timer> timers = new ArrayList<>();
    clock.after(Duration.ofNanos(5), () -> timers.forEach(VirtualClock.Timer::cancel));
    timers.add(after(5, "same moment"));
    timers.add(after(6, "later"));
    clock.advance(5);
    clock.advance(10);
    assertThat(log).isEmpty();
    assertThat(clock.nanos()).isEqualTo(10);
  }

  @Test
  void doesNotGoOnWhileTheMachineStandsStillOrHasEnded() {
    after(1, "task");
    clock.run(false);
    assertThat(clock.advance(10)).isFalse();
    clock.run(true);
    clock.close();
    assertThat(clock.advance(10)).isFalse();
    assertThat(clock.nanos()).isZero();
    assertThat(log).isEmpty();
  }

  @Test
  void aTaskThatFailsDoesNotKeepTheOthers() {
    clock.after(
        Duration.ZERO,
        () -> {
          throw new IllegalStateException("broken device");
        });
    after(0, "other");
    clock.advance(0);
    assertThat(log).containsExactly("other at 0");
  }

  @Test
  void aDelayBeyondTheEndOfTimeIsNever() {
    clock.advance(10);
    clock.after(Duration.ofNanos(Long.MAX_VALUE), () -> log.add("never"));
    clock.advance(Long.MAX_VALUE - 1);
    assertThat(log).isEmpty();
  }
}
