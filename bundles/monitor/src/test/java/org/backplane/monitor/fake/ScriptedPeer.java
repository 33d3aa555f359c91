package org.backplane.monitor.fake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.backplane.api.chardev.Connection;
import org.backplane.json.JsonException;
import org.backplane.json.JsonReader;
import org.backplane.tck.qmp.WireSchema;

/** A peer under a test's control, and the monitor's connection to it. */
public final class ScriptedPeer implements Connection {

  private static final long PATIENCE_SECONDS = 20;

  private final long id;
  private final ScriptedChardev chardev;
  private final LinkedBlockingQueue<String> chunks = new LinkedBlockingQueue<>();
  private final StringBuilder unread = new StringBuilder();
  private final Conversation conversation = new Conversation();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile CountDownLatch reading = new CountDownLatch(0);
  private volatile CountDownLatch writing = new CountDownLatch(1);
  private volatile int breakAfter = Integer.MAX_VALUE;

  ScriptedPeer(long id, ScriptedChardev chardev) {
    this.id = id;
    this.chardev = chardev;
  }

  // --- the peer's side

  /** Sends text, on the caller's thread as if it were the device's. */
  public ScriptedPeer send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public ScriptedPeer send(byte[] bytes) {
    conversation.asked(bytes);
    chardev.frontEnd().received(this, ByteBuffer.wrap(bytes));
    return this;
  }

  /** From now on every line that is read must keep to the schema. */
  public ScriptedPeer check(WireSchema schema) {
    conversation.check(schema);
    return this;
  }

  /** Leaves. */
  public void hangUp() {
    close();
  }

  /** Does not read until {@link #read}. */
  public void stopReading() {
    writing = new CountDownLatch(1);
    reading = new CountDownLatch(1);
  }

  public void read() {
    reading.countDown();
  }

  /** Waits until the monitor writes to a peer that does not read. */
  public void awaitWrite() throws InterruptedException {
    writing.await();
  }

  /** The connection breaks after so many more bytes, as when the device's code ends. */
  public void breakAfter(int bytes) {
    breakAfter = bytes;
  }

  /** The next line, without its end. */
  public String line() throws InterruptedException {
    String line = until("\r\n");
    conversation.came(line);
    return line;
  }

  /** The next text up to an end mark, without it. */
  public String until(String end) throws InterruptedException {
    int found = unread.indexOf(end);
    while (found < 0) {
      String chunk = chunks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (chunk == null) {
        throw new AssertionError("no '" + end + "' came, but: " + unread);
      }
      unread.append(chunk);
      found = unread.indexOf(end);
    }
    String text = unread.substring(0, found);
    unread.delete(0, found + end.length());
    return text;
  }

  /** The next line as a JSON object. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> message() throws InterruptedException, JsonException {
    return (Map<String, Object>) JsonReader.parse(line());
  }

  /** What came and was not read yet. */
  public String pending() {
    for (String chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
      unread.append(chunk);
    }
    return unread.toString();
  }

  public boolean awaitClosed() throws InterruptedException {
    return closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  // --- the monitor's side

  @Override
  public long id() {
    return id;
  }

  @Override
  public String peer() {
    return "a test";
  }

  @Override
  public void write(ByteBuffer data, Duration deadline) throws IOException {
    writing.countDown();
    try {
      if (!reading.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
        throw new IOException("the peer does not read");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (isClosed()) {
      throw new IOException("the peer is gone");
    }
    byte[] bytes = new byte[Math.min(data.remaining(), breakAfter)];
    data.get(bytes);
    chunks.add(new String(bytes, StandardCharsets.UTF_8));
    if (data.hasRemaining()) {
      throw new IOException("the code ends");
    }
  }

  @Override
  public void close() {
    if (!isClosed()) {
      closed.countDown();
      if (chardev.attached()) {
        chardev.frontEnd().closed(this);
      }
    }
  }
}
