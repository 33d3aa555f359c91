package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KeptNumberTest {
  @Test
  void whoAdvancesItTwiceFromTheSameAdvancesItOnce() {
    try (var number = new KeptNumber(1)) {
      number.advance(1);
      number.advance(1);
      assertThat(number.get()).isEqualTo(2);
      number.set(7);
      assertThat(number.get()).isEqualTo(7);
    }
  }
}
