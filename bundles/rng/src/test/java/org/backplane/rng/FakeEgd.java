package org.backplane.rng;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.jspecify.annotations.Nullable;

/**
 * A character device with an EGD server at its other end, in this process: it answers each command
 * at once, from a thread of its own, and can be told to misbehave.
 */
final class FakeEgd implements Chardev {

  private final AtomicLong connections = new AtomicLong();
  private final Random bytes = new Random(1);
  private @Nullable FrontEnd frontEnd;
  private @Nullable Peer peer;
  private volatile boolean mute;
  private volatile int surplus;
  private volatile boolean refusing;

  /** Takes commands from now on and answers none. */
  FakeEgd mute(boolean on) {
    mute = on;
    return this;
  }

  /** Answers each command with so many bytes too many. */
  FakeEgd lying(int bytesTooMany) {
    surplus = bytesTooMany;
    return this;
  }

  /** Breaks the next writes. */
  FakeEgd refusing(boolean on) {
    refusing = on;
    return this;
  }

  @Override
  public synchronized void attach(FrontEnd taken) {
    if (frontEnd != null) {
      throw new IllegalStateException("another front end is attached");
    }
    frontEnd = taken;
    if (peer != null) {
      taken.opened(peer);
    } else {
      connect();
    }
  }

  @Override
  public synchronized void detach(FrontEnd leaving) {
    if (frontEnd == leaving) {
      frontEnd = null;
    }
  }

  @Override
  public String filename() {
    return "fake";
  }

  /** A new peer comes. */
  synchronized void connect() {
    peer = new Peer(connections.incrementAndGet());
    FrontEnd there = frontEnd;
    if (there != null) {
      there.opened(peer);
    }
  }

  /** The peer dies. */
  void die() {
    Peer gone;
    FrontEnd there;
    synchronized (this) {
      gone = peer;
      peer = null;
      there = frontEnd;
    }
    if (gone != null && there != null) {
      there.closed(gone);
    }
  }

  /** Who is connected. */
  synchronized Optional<Connection> connected() {
    return Optional.ofNullable(peer);
  }

  long connections() {
    return connections.get();
  }

  @Override
  public void close() {}

  private synchronized @Nullable FrontEnd listener(Peer of) {
    return peer == of ? frontEnd : null;
  }

  private final class Peer implements Connection {

    private final long id;

    Peer(long id) {
      this.id = id;
    }

    @Override
    public long id() {
      return id;
    }

    @Override
    public String peer() {
      return "fake";
    }

    @Override
    public void write(ByteBuffer data, Duration deadline) throws IOException {
      if (refusing) {
        throw new IOException("broken on purpose");
      }
      while (data.remaining() >= 2) {
        if (data.get() != 0x02) {
          throw new IOException("no such command");
        }
        answer(Byte.toUnsignedInt(data.get()) + surplus);
      }
    }

    private void answer(int count) {
      FrontEnd there = listener(this);
      if (mute || there == null) {
        return;
      }
      byte[] answer = new byte[count];
      bytes.nextBytes(answer);
      for (int from = 0; from < count; from += 100) { // in pieces
        there.received(this, ByteBuffer.wrap(answer, from, Math.min(100, count - from)));
      }
    }

    @Override
    public void close() {
      if (listener(this) != null) {
        Thread.ofVirtual().start(FakeEgd.this::die);
      }
    }
  }
}
