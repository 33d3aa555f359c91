package org.backplane.tck.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.backplane.api.chardev.Connection;

/**
 * A peer under a test's control, and the front end's connection to it. Text has a character per
 * byte. What does not come within 20 s is an {@link AssertionError}.
 */
public final class ScriptedPeer implements Connection {

  private static final long PATIENCE_SECONDS = 20;
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private final long id;
  private final ScriptedChardev chardev;
  private final LinkedBlockingQueue<Character> came = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean reads = true;

  ScriptedPeer(long id, ScriptedChardev chardev) {
    this.id = id;
    this.chardev = chardev;
  }

  // --- the peer's side

  /** Sends bytes, on the caller's thread as if it were the device's. */
  public void send(String text) {
    chardev.frontEnd().received(this, ByteBuffer.wrap(text.getBytes(BYTES)));
  }

  /** The next byte. */
  public char next() throws InterruptedException {
    Character c = came.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (c == null) {
      throw new AssertionError("nothing came");
    }
    return c;
  }

  /** The next bytes up to an end mark, without it. */
  public String until(char end) throws InterruptedException {
    var text = new StringBuilder();
    for (char c = next(); c != end; c = next()) {
      text.append(c);
    }
    return text.toString();
  }

  /** Takes nothing any more: what is written to it from now on fails. */
  public void stopReading() {
    reads = false;
  }

  /** Leaves; it still reads what is written meanwhile. */
  public void hangUp() {
    chardev.frontEnd().closed(this);
  }

  /** Waits until it is hung up on. */
  public void awaitClosed() throws InterruptedException {
    if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the connection stays open");
    }
  }

  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  // --- the front end's side

  @Override
  public long id() {
    return id;
  }

  @Override
  public String peer() {
    return "peer " + id;
  }

  @Override
  public void write(ByteBuffer data, Duration deadline) throws IOException {
    if (isClosed() || !reads) {
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
