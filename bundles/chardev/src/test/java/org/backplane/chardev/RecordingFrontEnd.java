package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;

/** Writes down what happens and lets a test wait for it. */
final class RecordingFrontEnd implements FrontEnd {

  sealed interface Event {
    Connection connection();
  }

  record Opened(Connection connection) implements Event {}

  record Received(Connection connection, String text) implements Event {}

  record Closed(Connection connection) implements Event {}

  private static final long PATIENCE_SECONDS = 20;

  private final int limit;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  RecordingFrontEnd(int limit) {
    this.limit = limit;
  }

  @Override
  public int connectionLimit() {
    return limit;
  }

  @Override
  public void opened(Connection connection) {
    events.add(new Opened(connection));
  }

  @Override
  public void received(Connection connection, ByteBuffer data) {
    events.add(new Received(connection, StandardCharsets.UTF_8.decode(data).toString()));
  }

  @Override
  public void closed(Connection connection) {
    events.add(new Closed(connection));
  }

  /** The next event, which must be an opening. */
  Connection awaitOpened() throws InterruptedException {
    return next(Opened.class).connection();
  }

  /** The next event, which must be an end. */
  Connection awaitClosed() throws InterruptedException {
    return next(Closed.class).connection();
  }

  /** The next events, which must bring exactly this text, in as many pieces as there are. */
  void awaitText(String expected) throws InterruptedException {
    var text = new StringBuilder();
    while (text.length() < expected.length()) {
      text.append(next(Received.class).text());
    }
    assertThat(text.toString()).isEqualTo(expected);
  }

  /** Nothing has happened beyond what was awaited. */
  void assertQuiet() {
    assertThat(events).isEmpty();
  }

  /** The next event of any kind. */
  Event awaitAny() throws InterruptedException {
    Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing happened");
    }
    return event;
  }

  private <E extends Event> E next(Class<E> kind) throws InterruptedException {
    Event event = awaitAny();
    assertThat(event).as("the next event").isInstanceOf(kind);
    return kind.cast(event);
  }
}
