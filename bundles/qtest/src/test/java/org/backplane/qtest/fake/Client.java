package org.backplane.qtest.fake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.backplane.api.chardev.Connection;

/** A test program under a test's control, and the server's connection to it. */
public final class Client implements Connection {

  private static final long PATIENCE_SECONDS = 20;

  private final long id;
  private final FakeDevice device;
  private final LinkedBlockingQueue<Character> came = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Whether it takes nothing any more. */
  public volatile boolean stuck;

  Client(long id, FakeDevice device) {
    this.id = id;
    this.device = device;
  }

  /** Sends bytes as they are. */
  public void raw(String bytes) {
    device.frontEnd().received(this, ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Sends a line and gives the next one. */
  public String ask(String line) throws InterruptedException {
    raw(line + "\n");
    return line();
  }

  /** The next line. */
  public String line() throws InterruptedException {
    var line = new StringBuilder();
    for (char c = next(); c != '\n'; c = next()) {
      line.append(c);
    }
    return line.toString();
  }

  private char next() throws InterruptedException {
    Character c = came.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (c == null) {
      throw new AssertionError("nothing came");
    }
    return c;
  }

  public boolean hasMore() {
    return !came.isEmpty();
  }

  /** The peer leaves. */
  public void hangUp() {
    device.frontEnd().closed(this);
  }

  public void awaitClosed() throws InterruptedException {
    if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the connection stays open");
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String peer() {
    return "client " + id;
  }

  @Override
  public void write(ByteBuffer data, Duration deadline) throws IOException {
    if (closed.getCount() == 0 || stuck) {
      throw new IOException("it does not read");
    }
    while (data.hasRemaining()) {
      came.add((char) (data.get() & 0xff));
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
