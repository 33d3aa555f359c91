package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AttemptTest {

  @Test
  void aCancelThatComesLateInterruptsNoLaterStep() throws Exception {
    var ofFirst = new AtomicReference<Runnable>();
    try (Attempt attempt = new Attempts("test 't0'").open()) {
      boolean first =
          attempt.run(
              () -> {
                ofFirst.set(attempt.interrupter());
                ofFirst.get().run();
                return Thread.currentThread().isInterrupted();
              });
      boolean between = Thread.currentThread().isInterrupted();
      boolean second =
          attempt.run(
              () -> {
                ofFirst.get().run();
                return Thread.currentThread().isInterrupted();
              });
      assertThat(first).isTrue();
      assertThat(between).as("an interrupt does not outlive its step").isFalse();
      assertThat(second).isFalse();
    }
  }
}
