package org.backplane.rng;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.rng.EntropyRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Talks to an EGD server over whatever connection is there. Without one, requests wait; what a lost
 * connection owed is asked of the next. A server that owes bytes and sends none is hung up on, so
 * that a device that reconnects gets a fresh start.
 */
final class EgdClient implements FrontEnd, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EgdClient.class);
  private static final Duration WRITE_DEADLINE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final String subject;
  private final Duration silence;
  private final Thread worker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final EgdLedger ledger = new EgdLedger();
  private @Nullable Connection connection;
  private long lastByteNanos;
  private boolean closed;
  private boolean surplusTold;
  private volatile boolean silenceTold;
  private boolean frontEndBlamed;

  /**
   * @param threadName names the thread that sends
   * @param subject names the object in messages
   * @param silence how long a server that owes bytes may send none
   */
  EgdClient(String threadName, String subject, Duration silence) {
    this.subject = subject;
    this.silence = silence;
    this.worker = Thread.ofVirtual().name(threadName).unstarted(this::sendAll);
  }

  void start() {
    worker.start();
  }

  /** Queues a request; after close hands it back at once. */
  void submit(EntropyRequest request) {
    boolean taken;
    lock.lock();
    try {
      taken = !closed;
      if (taken) {
        ledger.add(request);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
    if (!taken) {
      request.handBack();
    }
  }

  // --- the connection

  @Override
  public void opened(Connection came) {
    lock.lock();
    try {
      Connection before = connection;
      if (before == null || before.id() != came.id()) {
        ledger.forgetOwed(); // the same one only has new code behind it and owes what it owed
      }
      connection = came;
      lastByteNanos = System.nanoTime();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void received(Connection from, ByteBuffer data) {
    List<EgdLedger.Wanted> complete;
    int surplus;
    lock.lock();
    try {
      lastByteNanos = System.nanoTime();
      complete = ledger.take(data);
      surplus = data.remaining();
      changed.signal();
    } finally {
      lock.unlock();
    }
    silenceTold = false;
    if (surplus > 0 && !surplusTold) {
      surplusTold = true; // only this connection's thread comes here
      LOG.warn("{}: the server sent bytes that nobody asked for; they are dropped", subject);
    }
    complete.forEach(this::deliver);
  }

  @Override
  public void closed(Connection gone) {
    lock.lock();
    try {
      Connection before = connection;
      if (before != null && before.id() == gone.id()) {
        connection = null;
        ledger.forgetOwed();
      }
    } finally {
      lock.unlock();
    }
  }

  private void deliver(EgdLedger.Wanted complete) {
    try {
      complete.deliver();
    } catch (RuntimeException | LinkageError e) { // costs its own request and no other
      if (!frontEndBlamed) {
        frontEndBlamed = true;
        LOG.warn("{}: a front end failed to take entropy; not reported again", subject, e);
      }
    }
  }

  // --- the thread that sends

  /** What to do next, outside of the lock. */
  private sealed interface Step {}

  private record Send(Connection to, ByteBuffer commands) implements Step {}

  private record HangUp(Connection silent) implements Step {}

  private record End() implements Step {}

  private void sendAll() {
    while (true) {
      switch (await()) {
        case Send(Connection to, ByteBuffer commands) -> send(to, commands);
        case HangUp(Connection silent) -> hangUp(silent);
        case End() -> {
          return;
        }
      }
    }
  }

  private void send(Connection to, ByteBuffer commands) {
    try {
      to.write(commands, WRITE_DEADLINE);
    } catch (IOException e) {
      LOG.debug("{}: {}", subject, e.getMessage());
      closed(to); // the device tells so too, later
    }
  }

  private void hangUp(Connection silent) {
    if (!silenceTold) {
      silenceTold = true;
      LOG.warn("{}: the server sent nothing for {}; hanging up", subject, silence);
    }
    closed(silent);
    silent.close();
  }

  private Step await() {
    lock.lock();
    try {
      while (!closed) {
        Connection to = connection;
        if (to != null && ledger.hasCommands()) {
          return commands(to);
        }
        if (to == null || !ledger.isOwed()) {
          changed.await();
        } else if (changed.awaitNanos(silenceLeft()) <= 0 && silenceLeft() <= 0) {
          return new HangUp(to);
        }
      }
    } catch (InterruptedException _) {
      // Nobody interrupts this thread: it ends with the client.
    } finally {
      lock.unlock();
    }
    return new End();
  }

  private Step commands(Connection to) {
    if (!ledger.isOwed()) {
      lastByteNanos = System.nanoTime(); // its time begins with the question
    }
    return new Send(to, ledger.commands());
  }

  private long silenceLeft() {
    return lastByteNanos + silence.toNanos() - System.nanoTime();
  }

  /** Hands back what is unfinished and ends the thread. */
  @Override
  public void close() {
    List<EntropyRequest> unfinished;
    Connection used;
    lock.lock();
    try {
      closed = true;
      unfinished = ledger.drain();
      used = connection;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    unfinished.forEach(this::handBack);
    awaitWorker(used);
  }

  private void handBack(EntropyRequest request) {
    try {
      request.handBack();
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("{}: a front end failed to take a request back", subject, e);
    }
  }

  private void awaitWorker(@Nullable Connection used) {
    try {
      if (!worker.join(PATIENCE) && used != null) {
        used.close(); // a peer that does not read holds the sender
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
