package org.backplane.qtest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Connection;
import org.jspecify.annotations.Nullable;

/** The way to a peer; it outlives the code of the device that carries it. */
final class PeerLine {

  /** How long an answer may take, and how long new code of the device may. */
  static final Duration DEADLINE = Duration.ofSeconds(10);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Duration deadline;
  private @Nullable Connection current;
  private boolean ended;

  PeerLine(Connection first, Duration deadline) {
    current = first;
    this.deadline = deadline;
  }

  /** The device's code is about to end, and the connection with it, but not the peer. */
  void park() {
    replace(null);
  }

  /** The same peer through new code. */
  void connect(Connection next) {
    replace(next);
  }

  private void replace(@Nullable Connection next) {
    lock.lock();
    try {
      current = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends bytes; once more when the device's code was exchanged meanwhile.
   *
   * @throws IOException the peer is gone or does not read
   */
  void write(byte[] bytes) throws IOException, InterruptedException {
    while (true) {
      Connection used = await();
      try {
        used.write(ByteBuffer.wrap(bytes), deadline);
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
