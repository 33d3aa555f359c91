package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResetPaceTest {

  private final ResetPace pace = new ResetPace(Duration.ofNanos(50));

  @Test
  void theFirstResetDoesNotWait() {
    assertThat(pace.pause(0)).isZero();
    assertThat(pace.pause(Long.MIN_VALUE)).isZero();
  }

  @Test
  void theNextWaitsForTheRestOfTheInterval() {
    long start = Long.MAX_VALUE - 10; // the clock may wrap
    pace.done(start);
    assertThat(pace.pause(start)).isEqualTo(Duration.ofNanos(50));
    assertThat(pace.pause(start + 20)).isEqualTo(Duration.ofNanos(30));
    assertThat(pace.pause(start + 50)).isZero();
    assertThat(pace.pause(start + 500)).isZero();
  }
}
