package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.backplane.api.machine.RunState;
import org.junit.jupiter.api.Test;

class LifecycleTest {

  @Test
  void runsAndPauses() {
    var life = new Lifecycle((_, _) -> {});
    for (RunState next :
        new RunState[] {
          RunState.RUNNING,
          RunState.PAUSED,
          RunState.RUNNING,
          RunState.PAUSED,
          RunState.PRELAUNCH,
          RunState.RUNNING,
          RunState.INTERNAL_ERROR,
          RunState.PRELAUNCH,
          RunState.SHUTDOWN
        }) {
      life.become(next);
      assertThat(life.state()).isEqualTo(next);
    }
  }

  @Test
  void nothingFollowsTheEnd() {
    for (RunState next : RunState.values()) {
      assertThat(Lifecycle.mayBecome(RunState.SHUTDOWN, next)).isFalse();
      assertThat(Lifecycle.mayBecome(next, next)).isFalse();
    }
    assertThatThrownBy(() -> new Lifecycle((_, _) -> {}).become(RunState.PAUSED))
        .isInstanceOf(IllegalStateException.class);
  }
}
