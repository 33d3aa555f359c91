package org.backplane.gdb.fake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.backplane.api.chardev.Connection;

/** A debugger under a test's control, and the stub's connection to it. */
public final class Client implements Connection {

  private static final long PATIENCE_SECONDS = 20;

  private final long id;
  private final FakeDevice device;
  private final LinkedBlockingQueue<Character> came = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  Client(long id, FakeDevice device) {
    this.id = id;
    this.device = device;
  }

  /** Sends bytes as they are. */
  public void raw(String bytes) {
    device.frontEnd().received(this, ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Sends a packet. */
  public void send(String body) {
    raw("$" + body + "#" + "%02x".formatted(body.chars().sum() & 0xff));
  }

  /** Sends a packet and gives the answer, after its acknowledgement. */
  public String ask(String body) throws InterruptedException {
    send(body);
    if (next() != '+') {
      throw new AssertionError("no acknowledgement of " + body);
    }
    return answer();
  }

  /** The next packet. */
  public String answer() throws InterruptedException {
    char begin = next();
    if (begin != '$') {
      throw new AssertionError("no packet but " + begin);
    }
    var body = new StringBuilder();
    for (char c = next(); c != '#'; c = next()) {
      body.append(c);
    }
    String sum = "" + next() + next();
    if (Integer.parseInt(sum, 16) != (body.chars().sum() & 0xff)) {
      throw new AssertionError("a wrong sum behind " + body);
    }
    return body.toString();
  }

  /** The next byte. */
  public char next() throws InterruptedException {
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
    if (closed.getCount() == 0) {
      throw new IOException("closed");
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
