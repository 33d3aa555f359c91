package org.backplane.faces;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Connection;
import org.jspecify.annotations.Nullable;

/** The way to a peer; it outlives the code of the device that carries it. */
public final class PeerLine {

  /** How long an answer may take, and how long new code of the device may. */
  static final Duration DEADLINE = Duration.ofSeconds(10);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final String peer;
  private final Duration deadline;
  private @Nullable Connection current;
  private boolean ended;

  PeerLine(Connection first, Duration deadline) {
    current = first;
    peer = first.peer();
    this.deadline = deadline;
  }

  /** Who is at the other end, for logs. */
  public String peer() {
    return peer;
  }

  /** The device's code is about to end, and the connection with it, but not the peer. */
  void park() {
    boolean _ = replace(null);
  }

  /**
   * The same peer through new code.
   *
   * @return false when it comes too late: the line is closed and does not take it
   */
  boolean connect(Connection next) {
    return replace(next);
  }

  private boolean replace(@Nullable Connection next) {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      current = next;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends bytes, and goes on where it was cut when the device's code was exchanged meanwhile.
   * Blocks the caller.
   *
   * @throws IOException the peer is gone, or did not read or come back within 10 s
   */
  public void write(byte[] bytes) throws IOException, InterruptedException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (true) {
      Connection used = await();
      try {
        used.write(rest, deadline);
        return;
      } catch (IOException e) {
        if (isCurrent(used)) {
          throw e;
        }
      }
    }
  }

  private Connection await() throws IOException, InterruptedException {
    long left = deadline.toNanos();
    lock.lock();
    try {
      while (current == null && !ended) {
        if (left <= 0) {
          throw new IOException("the device did not come back");
        }
        left = changed.awaitNanos(left);
      }
      if (current == null || ended) {
        throw new IOException("the session has ended");
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very connection, whatever it takes for equal
  private boolean isCurrent(Connection used) {
    lock.lock();
    try {
      return current == used;
    } finally {
      lock.unlock();
    }
  }

  /** Hangs up. */
  void close() {
    Optional<Connection> last;
    lock.lock();
    try {
      ended = true;
      last = Optional.ofNullable(current);
      current = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    last.ifPresent(Connection::close);
  }
}
