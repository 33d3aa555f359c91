package org.backplane.monitor.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Connection;
import org.backplane.monitor.observe.MonitorMeter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Output of one session, written by one thread. While the device's code is exchanged there is no
 * connection and output waits; a message that was cut in the middle goes on where it was cut.
 */
final class Outbox implements Output {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final String name;
  private final Duration writeDeadline;
  private final Limits limits;
  private final MonitorMeter meter;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Message> waiting = new ArrayDeque<>();
  private long replyBytes;
  private @Nullable Message current;
  private @Nullable Connection connection;
  private long resumeByNanos;
  private boolean awaitingResumption;
  private boolean finishing;
  private boolean ended;
  private boolean droppedBefore;

  private record Message(ByteBuffer bytes, boolean event) {
    static Message of(String text, boolean event) {
      return new Message(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), event);
    }

    int replySize() {
      return event ? 0 : bytes.capacity();
    }
  }

  private record Write(Message message, Connection connection) {}

  Outbox(String name, Duration writeDeadline, Limits limits, MonitorMeter meter) {
    this.name = name;
    this.writeDeadline = writeDeadline;
    this.limits = limits;
    this.meter = meter;
  }

  @Override
  public void reply(String text) {
    reply(Message.of(text, false), false);
  }

  @Override
  public void replyAtOnce(String text) {
    reply(Message.of(text, false), true);
  }

  private void reply(Message message, boolean notWhileParked) {
    lock.lock();
    try {
      while (!ended && !hasRoomFor(message) && !(notWhileParked && connection == null)) {
        changed.await();
      }
      add(message);
    } catch (InterruptedException _) {
      add(message); // what was done is told, whoever wants the thread back
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void event(String text) {
    var message = Message.of(text, true);
    lock.lock();
    try {
      if (waiting.size() - replies() >= limits.events()) {
        dropOldestEvent();
      }
      add(message);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean flush(Duration deadline) {
    long left = deadline.toNanos();
    lock.lock();
    try {
      while (!ended && (current != null || !waiting.isEmpty())) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private int replies() {
    return (int) waiting.stream().filter(message -> !message.event()).count();
  }

  private boolean hasRoomFor(Message reply) {
    boolean fits = replyBytes == 0 || replyBytes + reply.replySize() <= limits.replyBytes();
    return fits && replies() < limits.replies();
  }

  private void add(Message message) {
    if (!ended) {
      waiting.add(message);
      replyBytes += message.replySize();
      changed.signalAll();
    }
  }

  private void dropOldestEvent() {
    Iterator<Message> each = waiting.iterator();
    while (each.hasNext()) {
      if (each.next().event()) {
        each.remove();
        meter.eventDropped();
        break;
      }
    }
    if (!droppedBefore) {
      droppedBefore = true;
      LOG.warn("{}: the peer reads too slowly; events are being dropped", name);
    }
  }

  /**
   * There is a connection, the first one or the one to go on with.
   *
   * @return false when it comes too late: the output has ended and does not take it
   */
  boolean connect(Connection next) {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      connection = next;
      awaitingResumption = false;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** There is no connection for the time being. */
  void park() {
    lock.lock();
    try {
      connection = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A parked session's connection is due now; without one, output ends after the grace time. */
  void expectConnection(Duration grace) {
    lock.lock();
    try {
      if (connection == null) {
        resumeByNanos = System.nanoTime() + grace.toNanos();
        awaitingResumption = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends when all that waits is written. */
  void finish() {
    lock.lock();
    try {
      finishing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends at once; what waits is dropped. */
  void end() {
    lock.lock();
    try {
      ended = true;
      waiting.clear();
      replyBytes = 0;
      current = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives up the connection for good, so that it can be closed. */
  Optional<Connection> release() {
    lock.lock();
    try {
      Optional<Connection> last = Optional.ofNullable(connection);
      connection = null;
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** Writes until the output ends. */
  void run() {
    try {
      for (var next = next(); next.isPresent(); next = next()) {
        write(next.get());
      }
    } catch (InterruptedException _) {
      // The monitor closes and does not wait any longer.
    } finally {
      end();
    }
  }

  private Optional<Write> next() throws InterruptedException {
    lock.lock();
    try {
      while (!ended) {
        if (current == null) {
          current = waiting.poll();
          changed.signalAll();
        }
        if (current != null && connection != null) {
          return Optional.of(new Write(current, connection));
        }
        long left = awaitingResumption ? resumeByNanos - System.nanoTime() : Long.MAX_VALUE;
        if (finishing || left <= 0) {
          return Optional.empty();
        }
        long _ = changed.awaitNanos(left);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very connection, whatever it takes for equal
  private boolean isCurrent(Connection used) {
    return connection == used;
  }

  private void write(Write write) {
    boolean written = false;
    try {
      write.connection().write(write.message().bytes(), writeDeadline);
      written = true;
    } catch (IOException | RuntimeException e) {
      LOG.debug("{}: {}", name, e.toString());
    }
    lock.lock();
    try {
      if (written) {
        meter.sent(write.message().bytes().capacity(), write.message().event());
        replyBytes -= current == null ? 0 : current.replySize(); // none once the output has ended
        current = null;
      } else if (isCurrent(write.connection())) {
        ended = true; // no exchange of code: the peer is gone or does not read
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
