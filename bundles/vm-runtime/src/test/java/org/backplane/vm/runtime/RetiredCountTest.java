package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A count over the beginnings of another. */
final class RetiredCountTest {

  private final AtomicLong present = new AtomicLong();
  private final RetiredCount count = new RetiredCount(present::get);

  @Test
  void goesOnWhenTheOtherBeginsAnew() {
    present.set(100);
    assertThat(count.value()).isEqualTo(100);
    assertThat(count.value()).isEqualTo(100);
    present.set(0);
    assertThat(count.value()).isEqualTo(100);
    present.set(30);
    assertThat(count.value()).isEqualTo(130);
    present.set(20);
    assertThat(count.value()).isEqualTo(150);
  }
}
