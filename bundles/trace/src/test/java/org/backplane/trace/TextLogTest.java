package org.backplane.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.trace.TraceField;
import org.junit.jupiter.api.Test;

class TextLogTest {

  private static final List<TraceField> FIELDS = List.of(TraceField.unsigned("n"));
  private static final Instant AT = Instant.ofEpochSecond(1_700_000_000, 1_234_999);

  /** Collects, and holds its writer up where that is wanted. */
  private static final class Held extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);
    final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public void write(int b) {
      throw new AssertionError("one byte at a time");
    }

    @Override
    public void write(byte[] b, int from, int count) throws IOException {
      reached.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      bytes.write(b, from, count);
    }

    @Override
    public void close() {
      closed.set(true);
    }

    List<String> lines() {
      return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static TextLine line(long number) {
    return new TextLine(AT, "event", FIELDS, Told.of(FIELDS, new Object[] {number}));
  }

  private static String text(String name, String rest) {
    return "%d@1700000000.001234:%s %s".formatted(ProcessHandle.current().pid(), name, rest);
  }

  @Test
  void writesInOrderAndAllBeforeItEnds() {
    var out = new Held();
    out.go.countDown();
    var log = new TextLog(out);
    log.start();
    var expected = new ArrayList<String>();
    for (int i = 0; i < 5000; i++) {
      log.add(line(i));
      expected.add(text("event", "n=" + i));
    }
    log.close();
    assertThat(out.lines()).isEqualTo(expected);
    assertThat(out.closed).isTrue();
    log.add(line(9)); // too late, and no harm
  }

  @Test
  void neverHoldsUpWhoTellsAndSaysWhatItLost() throws Exception {
    var out = new Held();
    var log = new TextLog(out);
    log.start();
    log.add(line(0));
    out.reached.await();
    int beyond = 1000;
    for (int i = 0; i < TextLog.CAPACITY + beyond; i++) {
      log.add(line(i));
    }
    out.go.countDown();
    log.close();
    List<String> lines = out.lines();
    assertThat(lines).filteredOn(line -> line.contains(":event n=")).hasSize(TextLog.CAPACITY + 1);
    assertThat(lines)
        .filteredOn(line -> line.contains(":" + TextLog.LOST))
        .singleElement()
        .asString()
        .endsWith(" count=" + beyond);
  }

  @Test
  void goesElsewhereWithoutALoss() {
    var first = new Held();
    var second = new Held();
    first.go.countDown();
    second.go.countDown();
    var log = new TextLog(first);
    log.start();
    for (int i = 0; i < 100; i++) {
      log.add(line(i));
    }
    log.to(second);
    log.add(line(100));
    log.close();
    assertThat(first.closed).isTrue();
    assertThat(second.closed).isTrue();
    var all = new ArrayList<>(first.lines());
    all.addAll(second.lines());
    assertThat(all).hasSize(101);
    assertThat(second.lines()).last().asString().endsWith("n=100");
  }

  @Test
  void anOutputThatFailsIsNoEnd() {
    var works = new AtomicBoolean();
    var bytes = new ByteArrayOutputStream();
    var failed = new CountDownLatch(1);
    var out =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("one byte at a time");
          }

          @Override
          public void write(byte[] b, int from, int count) throws IOException {
            if (!works.get()) {
              failed.countDown();
              throw new IOException("no space");
            }
            bytes.write(b, from, count);
          }
        };
    var log = new TextLog(out);
    log.start();
    log.add(line(1));
    await(failed);
    works.set(true);
    log.add(line(2));
    log.close();
    assertThat(bytes.toString(StandardCharsets.UTF_8)).endsWith("n=2\n");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void endsWhereNothingWasEverTold() {
    var out = new Held();
    new TextLog(out).close();
    assertThat(out.closed).isTrue();
  }

  @Test
  void itsThreadEndsWithIt() throws Exception {
    var out = new Held();
    out.go.countDown();
    var log = new TextLog(out);
    log.start();
    log.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("trace-log") && thread.isAlive());
  }
}
