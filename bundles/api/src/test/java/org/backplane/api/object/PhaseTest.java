package org.backplane.api.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhaseTest {

  @Test
  void whatFailedMayWaitAgainAndWhatIsGoneStaysGone() {
    assertThat(Phase.FAILED.mayBecome(Phase.WAITING)).isTrue();
    assertThat(Phase.REALIZED.mayBecome(Phase.WAITING)).isFalse();
    assertThat(Phase.values()).noneMatch(Phase.DELETED::mayBecome);
  }
}
