package org.backplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitedOutputTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong limit = new AtomicLong(100);

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void takesLinesUpToTheLimitAndTellsOnceThatItIsFull() throws Exception {
    try (var out = new LimitedOutput(bytes, 90, limit::get)) {
      write(out, "123456789"); // the hundredth byte
      write(out, "a");
      write(out, "b");
    }
    assertThat(lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("123456789"),
            line ->
                assertThat(line)
                    .matches("\\d+@\\d+\\.\\d{6}:" + LimitedOutput.FULL + " limit=100"));
  }

  @Test
  void goesOnWhenThereMayBeMore() throws Exception {
    limit.set(1);
    try (var out = new LimitedOutput(bytes, 0, limit::get)) {
      write(out, "lost");
      limit.set(Long.MAX_VALUE);
      write(out, "told");
      limit.set(1);
      write(out, "lost");
    }
    assertThat(lines()).hasSize(3).element(1).isEqualTo("told");
  }

  @Test
  void whatIsLargerThanTheLimitFromTheStartStays() throws Exception {
    try (var out = new LimitedOutput(bytes, Long.MAX_VALUE, limit::get)) {
      write(out, "lost");
    }
    assertThat(lines()).singleElement().asString().contains(LimitedOutput.FULL);
  }

  @Test
  void anEndThatCannotBeWrittenIsTriedOnce() {
    var closed = new AtomicLong();
    var broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space");
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    assertThatThrownBy(
            () -> {
              try (var out = new LimitedOutput(broken, 100, limit::get)) {
                write(out, "lost");
              }
            })
        .hasMessage("no space");
    assertThat(closed).hasValue(1);
  }
}
