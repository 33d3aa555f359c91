package org.backplane.rng;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.thread.WorkerThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Talks to an EGD server over whatever connection is there. Without one, requests wait; what a lost
 * connection owed is asked of the next. A server that owes bytes and sends none is hung up on if
 * that can bring another one, and so is one that floods us. No lock is held while calling out.
 */
final class EgdClient implements FrontEnd {

  private static final Logger LOG = LoggerFactory.getLogger(EgdClient.class);
  private static final Duration WRITE_DEADLINE = Duration.ofSeconds(5);

  /**
   * Bytes in a row that nobody asked for, answers between them included. Some may be owed to the
   * code before, whose connection it was; a server that sends more than this is no EGD server.
   */
  private static final int MOST_SURPLUS = 32 * EgdLedger.WINDOW;

  private final String subject;
  private final Receivers receivers;
  private final Thread worker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final EgdLedger ledger = new EgdLedger();
  private final Silence silence;
  private final Complaints complaints;
  private final EgdMeter meter;
  private @Nullable Connection connection;

  /** Whose debts the ledger has; outlives {@link #connection} while the device has no code. */
  private OptionalLong debtor = OptionalLong.empty();

  private long surplus;
  private boolean connectedBefore;
  private boolean peersReturn;
  private boolean closed;

  /**
   * @param threadName names the thread that sends
   * @param subject names the object in messages
   * @param silence how long a server that owes bytes may send none, to begin with
   */
  EgdClient(String threadName, String subject, Duration silence, EgdMeter meter) {
    this(threadName, subject, silence, new Complaints(), meter);
  }

  EgdClient(
      String threadName, String subject, Duration silence, Complaints complaints, EgdMeter meter) {
    this.subject = subject;
    this.receivers = new Receivers(subject);
    this.silence = new Silence(silence);
    this.complaints = complaints;
    this.meter = meter;
    this.worker = WorkerThread.virtual(threadName, this::sendAll);
  }

  void start() {
    worker.start();
  }

  /** Queues a request; after {@link #end} hands it back at once. */
  void submit(EntropyRequest request) {
    meter.requests().asked();
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
      meter.requests().handBack(request);
    }
  }

  // --- the connection

  /** Another device, or new code of it, is about to open its connections. */
  void devicePresent(boolean itsPeersReturn) {
    lock.lock();
    try {
      peersReturn = itsPeersReturn;
    } finally {
      lock.unlock();
    }
  }

  /** The device's code goes, and nobody reads from its connections for now. They still owe. */
  void deviceAbsent() {
    lock.lock();
    try {
      connection = null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void opened(Connection came) {
    lock.lock();
    try {
      if (!isDebtor(came)) { // else it only has new code behind it and owes what it owed
        ledger.forgetOwed();
        debtor = OptionalLong.of(came.id());
        countReconnect();
      }
      connection = came;
      surplus = 0;
      silence.begin();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  // Code that takes over from other code meets the connection that is there.
  private void countReconnect() {
    if (connectedBefore) {
      meter.reconnects().increment();
    }
    connectedBefore = true;
  }

  @Override
  public void received(Connection from, ByteBuffer data) {
    List<EgdLedger.Wanted> complete;
    boolean floods;
    lock.lock();
    try {
      if (closed || !isDebtor(from)) {
        return; // the last words of one that we have done with
      }
      silence.endWithAByte();
      complete = ledger.take(data);
      surplus = data.hasRemaining() ? surplus + data.remaining() : 0;
      floods = surplus > MOST_SURPLUS;
      changed.signal();
    } finally {
      lock.unlock();
    }
    complete.forEach(wanted -> receivers.tell(() -> wanted.deliver(meter.requests())));
    if (floods) {
      complaints.make(
          () -> LOG.warn("{}: the server sends bytes that nobody asked for; hanging up", subject));
      hangUp(from);
    }
  }

  @Override
  public void closed(Connection gone) {
    lock.lock();
    try {
      if (isDebtor(gone)) {
        ledger.forgetOwed();
        debtor = OptionalLong.empty();
        connection = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isDebtor(Connection one) {
    return debtor.isPresent() && debtor.getAsLong() == one.id();
  }

  private void hangUp(Connection on) {
    closed(on); // the device tells so too, later
    try {
      on.close();
    } catch (RuntimeException | Error e) { // its code may go while it runs
      LOG.debug("{}: {} cannot be closed", subject, on, e);
    }
  }

  // --- the thread that sends

  /** What to do next, outside of the lock. */
  private sealed interface Step {}

  private record Send(Connection to, ByteBuffer commands) implements Step {}

  private record Impatience(Connection with, Duration after, boolean first, boolean hangUp)
      implements Step {}

  private record End() implements Step {}

  /** Made early: at the end, the code that it would be loaded with may have gone. */
  private static final Step END = new End();

  private void sendAll() {
    boolean more = true;
    while (more) {
      try {
        more = take(await());
      } catch (RuntimeException | Error e) {
        // Code that has gone fails for ever, and a loop here would hold its carrier for ever.
        more = isOpen();
        abandon(e);
      }
    }
  }

  private boolean isOpen() {
    lock.lock();
    try {
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private boolean take(Step step) {
    switch (step) {
      case Send(Connection to, ByteBuffer commands) -> send(to, commands);
      case Impatience impatience -> loseThePatience(impatience);
      case End() -> {
        return false;
      }
    }
    return true;
  }

  private void send(Connection to, ByteBuffer commands) {
    try {
      to.write(commands, WRITE_DEADLINE);
    } catch (IOException e) {
      LOG.debug("{}: {}", subject, e.getMessage());
      closed(to); // the device tells so too, later
    } catch (RuntimeException | Error e) { // its code may go while it runs
      complaints.make(() -> LOG.warn("{}: the device failed; hanging up", subject, e));
      hangUp(to);
    }
  }

  /** What the connection has been asked for is unknown: another one is asked, from the start. */
  private void abandon(Throwable reason) {
    complaints.make(() -> LOG.warn("{}: sending failed; hanging up", subject, reason));
    present().forEach(this::hangUp);
  }

  private void loseThePatience(Impatience step) {
    if (step.first) { // a server must not fill the log
      LOG.warn(
          "{}: the server has sent nothing for {}; {}",
          subject,
          step.after,
          step.hangUp ? "hanging up" : "waiting on, for no other would come");
    }
    if (step.hangUp) {
      hangUp(step.with);
    }
  }

  private Step await() {
    while (true) {
      lock.lock();
      try {
        return awaitUnderLock();
      } catch (InterruptedException _) {
        // A device may have left it behind; the thread ends with the client.
      } finally {
        lock.unlock();
      }
    }
  }

  private Step awaitUnderLock() throws InterruptedException {
    while (!closed) {
      Connection to = connection;
      if (to != null && ledger.hasCommands()) {
        return commands(to);
      }
      if (to == null || !ledger.isOwed()) {
        changed.await();
      } else if (silence.leftNanos() > 0) {
        long _ = changed.awaitNanos(silence.leftNanos());
      } else {
        return impatience(to);
      }
    }
    return END;
  }

  private Step commands(Connection to) {
    if (!ledger.isOwed()) {
      silence.begin(); // its time begins with the question
    }
    return new Send(to, ledger.commands());
  }

  private Step impatience(Connection with) {
    var step = new Impatience(with, silence.patience(), !silence.isRepeated(), peersReturn);
    silence.endInVain();
    return step;
  }

  // --- the end

  /** Hands back what is unfinished, takes nothing more, and makes the thread end. */
  void end() {
    List<EntropyRequest> unfinished;
    lock.lock();
    try {
      closed = true;
      unfinished = ledger.drain();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    unfinished.forEach(request -> receivers.tell(() -> meter.requests().handBack(request)));
  }

  /**
   * Waits until the thread has ended. A peer that does not take a command to its end is hung up on:
   * nobody who comes later could go on in the middle of one.
   */
  void awaitEnd(Duration patience) {
    try {
      if (!worker.join(patience.dividedBy(2))) {
        present().forEach(Connection::close);
        worker.join(patience.dividedBy(2));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Connection> present() {
    lock.lock();
    try {
      Connection used = connection;
      return used == null ? List.of() : List.of(used);
    } finally {
      lock.unlock();
    }
  }
}
