package org.backplane.monitor.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.backplane.api.chardev.Connection;
import org.backplane.api.thread.WorkerThread;
import org.backplane.monitor.observe.MonitorMeter;
import org.backplane.monitor.observe.Observer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer of a monitor. Two threads of its own: one serves its requests in order, the other writes
 * its output. No other session ever waits for this one: they are platform threads, because what
 * computes for long would keep a virtual one's carrier, and with it all other sessions.
 */
public final class Session {

  /** How long one message may take to be written. */
  static final Duration WRITE_DEADLINE = Duration.ofSeconds(10);

  /** How long after an exchange of the device's code the peer's connection may take to be back. */
  static final Duration RESUMPTION = Duration.ofSeconds(10);

  /** How long what is being done may take once nobody can hear of it. */
  private static final Duration UNHEARD_GRACE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final String name;
  private final MonitorMeter meter;
  private final Inbox inbox;
  private final Outbox outbox;
  private final Dialogue dialogue;
  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock exchange = new ReentrantLock();
  private final Consumer<Session> whenEnded;
  private final Thread worker;
  private final Thread writer;
  private final AtomicInteger threads = new AtomicInteger(2);
  private boolean deviceAway;

  /**
   * What the sessions of a monitor have in common.
   *
   * @param opening what they speak
   * @param limits what each may ask for, as of its beginning
   */
  public record Setting(Dialogue.Opening opening, Supplier<Limits> limits, Observer observer) {}

  /**
   * @param name who it is, for threads and logs
   * @param whenEnded told when nothing of the session is left, neither output nor a request
   */
  public Session(String name, Connection first, Setting setting, Consumer<Session> whenEnded) {
    this(name, first, setting, whenEnded, WRITE_DEADLINE);
  }

  Session(
      String name,
      Connection first,
      Setting setting,
      Consumer<Session> whenEnded,
      Duration writeDeadline) {
    this.name = name;
    this.whenEnded = whenEnded;
    meter = setting.observer().meter();
    Limits limits = setting.limits().get();
    inbox = new Inbox(limits, setting.observer());
    outbox = new Outbox(name, writeDeadline, limits, meter);
    boolean _ = outbox.connect(first);
    dialogue = setting.opening().open(outbox);
    worker = WorkerThread.platform(name + " requests", this::serve);
    writer = WorkerThread.platform(name + " output", this::write);
  }

  /**
   * Greets the peer and begins to serve it. An {@link OutOfMemoryError} when the host has no more
   * threads: nothing of the session is left then.
   */
  public void start() {
    meter.clientCame();
    dialogue.begin();
    boolean started = false;
    try {
      worker.start();
      writer.start();
      started = true;
    } finally {
      if (!started) { // the host has no more threads
        inbox.finish();
        dialogue.ended();
        meter.clientLeft();
      }
    }
  }

  /** Bytes from the peer, on the device's thread; blocks while too many requests wait. */
  public void received(ByteBuffer data) {
    meter.received(data.remaining());
    reading.lock();
    try {
      dialogue.read(data, inbox::put);
    } catch (RuntimeException | Error e) { // no other peer of the device is to suffer
      finish();
      LOG.error("{}: what the peer sent cannot be read; the session ends", name, e);
    } finally {
      reading.unlock();
    }
  }

  /** Something happened that the peer may want to know. Never blocks. */
  public void happened(Event event) {
    dialogue.happened(event);
  }

  /** The device's code is about to end. */
  public void park() {
    exchange.lock();
    try {
      deviceAway = true;
      inbox.hold(false);
      outbox.park();
    } finally {
      exchange.unlock();
    }
  }

  /** New code of the device is there; the peer's connection will be, or the session ends. */
  public void expectConnection() {
    expectConnection(RESUMPTION);
  }

  void expectConnection(Duration grace) {
    exchange.lock();
    try {
      deviceAway = false;
      outbox.expectConnection(grace);
    } finally {
      exchange.unlock();
    }
  }

  /** The peer's connection through the device's new code; hung up when it comes too late. */
  public void resume(Connection connection) {
    if (!resumed(connection)) {
      connection.close();
    }
  }

  private boolean resumed(Connection connection) {
    exchange.lock();
    try {
      if (deviceAway) {
        return true; // of the code that ends: held back, its thread would keep out the new code's
      }
      inbox.hold(true);
      return outbox.connect(connection);
    } finally {
      exchange.unlock();
    }
  }

  /**
   * The peer sends no more. What it asked for is done, and it hears of it, if that does not take
   * longer than a client that has hung up is worth waiting for; then it is called off.
   */
  public void peerDone(Duration grace) {
    inbox.finish();
    long end = System.nanoTime() + grace.toNanos();
    try {
      if (!worker.join(grace)) {
        callOff();
      } else if (!Thread.currentThread().equals(writer)) { // it hangs up itself
        boolean _ = writer.join(Duration.ofNanos(end - System.nanoTime()));
      }
    } catch (InterruptedException _) {
      // The device's code wants its thread back; the writer sees to the requests' end.
      Thread.currentThread().interrupt();
    }
    outbox.release();
    outbox.end();
  }

  private void callOff() {
    inbox.discard();
    worker.interrupt();
  }

  /** Waits until all output is written. */
  public boolean flush(Duration deadline) {
    return outbox.flush(deadline);
  }

  /** Begins to end: no request is begun any more, what has been answered is written. */
  public void finish() {
    inbox.discard();
  }

  /** Waits for the end after {@link #finish}; what takes longer is interrupted. */
  public void awaitEnd(Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    try {
      boolean ended =
          worker.join(deadline) && writer.join(Duration.ofNanos(end - System.nanoTime()));
      if (!ended) {
        LOG.warn("{}: still busy while the monitor closes; interrupted", name);
        callOff();
        writer.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    close(outbox.release());
  }

  private void serve() {
    try {
      for (var next = inbox.take(); next.isPresent(); next = inbox.take()) {
        serve(next.get());
      }
    } catch (InterruptedException _) {
      // Nobody waits for it any longer.
    } catch (Throwable e) { // memory may have run out
      LOG.error("{}: a request failed badly; the session ends", name, e);
    } finally {
      inbox.discard();
      outbox.finish();
      leave();
    }
  }

  private void serve(Runnable request) {
    try {
      request.run();
    } catch (RuntimeException e) {
      LOG.error("{}: a request failed unexpectedly", name, e);
    }
  }

  private void write() {
    try {
      outbox.run();
    } catch (Throwable e) {
      LOG.error("{}: output failed; the session ends", name, e);
    } finally {
      inbox.finish();
      close(outbox.release());
      seeRequestsEnd();
      leave();
    }
  }

  private void seeRequestsEnd() {
    try {
      if (!worker.join(UNHEARD_GRACE)) {
        callOff();
      }
    } catch (InterruptedException _) {
      callOff();
    }
  }

  /** The last thread out says that the session is over. */
  private void leave() {
    if (threads.decrementAndGet() == 0) {
      dialogue.ended();
      meter.clientLeft();
      whenEnded.accept(this);
    }
  }

  private static void close(Optional<Connection> connection) {
    connection.ifPresent(Connection::close);
  }
}
