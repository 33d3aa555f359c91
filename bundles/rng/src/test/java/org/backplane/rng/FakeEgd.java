package org.backplane.rng;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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
  private volatile @Nullable Error error;
  private volatile boolean deaf;
  private volatile boolean writing;
  private volatile Duration delay = Duration.ZERO;
  private final AtomicInteger unpaid = new AtomicInteger();
  private volatile int pieceBytes = 100;

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

  /** Answers each command after so long only. */
  FakeEgd slow(Duration each) {
    delay = each;
    return this;
  }

  /** Sends answers in pieces of so many bytes, with a pause before each if it is slow. */
  FakeEgd inPiecesOf(int bytes) {
    pieceBytes = bytes;
    return this;
  }

  /** Takes no more bytes: writes wait until the connection is closed. */
  FakeEgd deaf() {
    deaf = true;
    return this;
  }

  /** Whether somebody waits for it to take bytes. */
  boolean isWrittenTo() {
    return writing;
  }

  /** Breaks the next writes. */
  FakeEgd refusing(boolean on) {
    refusing = on;
    return this;
  }

  /** Throws that at the next write and close, as a device does whose code is gone. */
  FakeEgd throwing(@Nullable Error next) {
    error = next;
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

  /** Whether a front end is attached. */
  synchronized boolean isAttached() {
    return frontEnd != null;
  }

  /** How many bytes the commands asked for that it took while mute. */
  int unpaid() {
    return unpaid.get();
  }

  /** Sends what {@link #unpaid} says. */
  void pay() {
    Peer there;
    synchronized (this) {
      there = peer;
    }
    if (there != null) {
      there.answer(unpaid.getAndSet(0));
    }
  }

  /** Sends so many bytes without being asked. */
  void sendUnasked(int count) {
    Peer there;
    synchronized (this) {
      there = peer;
    }
    if (there != null) {
      there.answer(count);
    }
  }

  /** Sends without being asked, until the connection ends or so much time is over. */
  long flood(Duration most) {
    Peer there;
    synchronized (this) {
      there = peer;
    }
    long sent = 0;
    long end = System.nanoTime() + most.toNanos();
    while (there != null && listener(there) != null && System.nanoTime() < end) {
      there.answer(1000);
      sent += 1000;
    }
    return sent;
  }

  @Override
  public boolean peersReturn() {
    return true;
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
      throwIfTold();
      if (refusing) {
        throw new IOException("broken on purpose");
      }
      while (deaf) {
        writing = true;
        if (listener(this) == null) {
          throw new IOException("closed");
        }
        LockSupport.parkNanos(1_000_000);
      }
      while (data.remaining() >= 2) {
        if (data.get() != 0x02) {
          throw new IOException("no such command");
        }
        int count = Byte.toUnsignedInt(data.get());
        if (mute) {
          unpaid.addAndGet(count);
        } else if (delay.isZero()) {
          answer(count + surplus);
        } else {
          Thread.ofVirtual().start(() -> answer(count + surplus));
        }
      }
    }

    private void throwIfTold() {
      Error told = error;
      if (told != null) {
        throw told;
      }
    }

    private void answer(int count) {
      byte[] answer = new byte[count];
      synchronized (bytes) {
        bytes.nextBytes(answer);
      }
      for (int from = 0; from < count; from += pieceBytes) {
        takeTime();
        FrontEnd there = listener(this);
        if (there != null) {
          there.received(this, ByteBuffer.wrap(answer, from, Math.min(pieceBytes, count - from)));
        }
      }
    }

    private void takeTime() {
      long end = System.nanoTime() + delay.toNanos();
      for (long left = delay.toNanos(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }

    @Override
    public void close() {
      if (listener(this) != null) {
        Thread.ofVirtual().start(FakeEgd.this::die);
      }
      throwIfTold();
    }
  }
}
