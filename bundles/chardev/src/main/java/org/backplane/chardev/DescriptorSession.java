package org.backplane.chardev;

import java.io.IOException;
import java.time.Duration;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.thread.WorkerThread;
import org.backplane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link DescriptorStream} in the hands of one front end, on a thread that tells it of peers. */
abstract sealed class DescriptorSession permits SteadySession, TerminalSession {

  /** Most bytes of one delivery. */
  static final int BUFFER_BYTES = 8 * 1024;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(DescriptorSession.class);

  private final String subject;
  private final DescriptorStream stream;
  private final FrontEnd frontEnd;
  // A platform thread: it spends its life in poll(2), which would hold a virtual thread's carrier.
  private final Thread thread;
  private volatile boolean stopped;
  private boolean frontEndFailed;
  private boolean toldOfFailure;

  DescriptorSession(String threadName, String subject, DescriptorStream stream, FrontEnd frontEnd) {
    this.subject = subject;
    this.stream = stream;
    this.frontEnd = frontEnd;
    this.thread = WorkerThread.platform(threadName, this::run);
  }

  /**
   * Tells the front end of peers and of what they send until {@link #stopped}.
   *
   * @throws LinuxException nothing can be waited for any more
   */
  abstract void serve() throws LinuxException;

  /** Ends the wait that {@link #serve} may be in. Any thread. */
  abstract void wake();

  final DescriptorSession start() {
    thread.start();
    return this;
  }

  /** Stops reading; answers whether the thread ended in time. */
  final boolean stop(Duration patience) {
    stopped = true;
    wake();
    if (thread.equals(Thread.currentThread())) {
      return true; // called from within a delivery: it ends when it returns
    }
    try {
      return thread.join(patience);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  final boolean stopped() {
    return stopped;
  }

  final String subject() {
    return subject;
  }

  /** What a front end does when it is told something. */
  @FunctionalInterface
  interface Telling {
    void to(FrontEnd frontEnd);
  }

  /** Calls the front end; answers false when it failed. */
  final boolean tell(Telling telling) {
    try {
      telling.to(frontEnd);
      return true;
    } catch (RuntimeException | LinkageError e) { // the latter when the front end's bundle goes
      if (!frontEndFailed) {
        frontEndFailed = true; // a peer must not fill the log by coming back
        LOG.warn("{}: a front end failed, it gets no more of this input", subject, e);
      }
      return false;
    }
  }

  /** Tells the front end that a conversation is over; answers false when it failed. */
  final boolean tellEnd(StreamConnection connection) {
    connection.failure().ifPresent(this::complain);
    return tell(frontEnd -> frontEnd.closed(connection));
  }

  private void complain(IOException reason) {
    if (!toldOfFailure) {
      toldOfFailure = true; // it may well fail again each second
      LOG.warn(
          "{}: it did not take what it was sent; not told again: {}", subject, reason.getMessage());
    }
  }

  /**
   * After the end of a conversation with a peer that is still there: it cannot be sent away. As
   * after a logout the next one begins a moment later; with a peer that takes nothing, as soon as
   * it does. Whether a full disk has room only a try can tell.
   */
  final void awaitNextConversation() throws LinuxException {
    do {
      var end = Deadline.in(PAUSE);
      while (!stopped && !end.passed()) {
        stream.pause(end.left());
      }
    } while (!stopped && !stream.hasRoom()); // there is room, so to say, when nobody is there
  }

  private void run() {
    synchronized (stream.receiving()) { // earlier code may still be delivering
      try {
        if (!stopped) {
          serve();
        }
      } catch (LinuxException | IllegalStateException e) {
        if (!stopped) {
          LOG.error("{}: nobody can come any more", subject, e);
        }
      }
    }
  }
}
