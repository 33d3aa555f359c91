package org.backplane.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FileReadingTest {

  private static final int MOST = 2;

  @Test
  void thoseLeftAloneAreBoundedAndComeBack() throws Exception {
    var gate = new CountDownLatch(1);
    var begun = new AtomicInteger();
    var hasty = new FileReading(Duration.ofMillis(20), MOST);
    for (int i = 0; i < MOST; i++) {
      assertTimesOut(hasty, gate, begun, "the file does not come");
    }
    for (int i = 0; i < MOST; i++) {
      assertTimesOut(hasty, gate, begun, "too many other files do not come");
    }
    assertThat(begun).hasValue(MOST);
    gate.countDown();
    assertThat(answer(hasty)).isEqualTo("there");
  }

  private static void assertTimesOut(
      FileReading reading, CountDownLatch gate, AtomicInteger begun, String why) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                reading.inTime(
                    () -> {
                      begun.incrementAndGet();
                      await(gate);
                      return "late";
                    }))
        .withMessageContaining(why);
  }

  private static void await(CountDownLatch gate) throws IOException {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  // Those that were let go may take a moment to leave.
  private static String answer(FileReading reading) {
    while (true) {
      try {
        return reading.inTime(() -> "there");
      } catch (IOException _) {
        Thread.onSpinWait();
      }
    }
  }
}
