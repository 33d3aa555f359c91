package org.backplane.chardev;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.backplane.api.thread.WorkerThread;
import org.backplane.linux.Poller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that brings new peers to a socket device. It sleeps in a {@link Poller} and can be
 * stopped there without harm to any socket.
 */
final class Link {

  /** What the thread does, again and again until it is stopped. */
  @FunctionalInterface
  interface Round {
    /**
     * Waits once at most. After anything else than an {@link IOException} the next round comes.
     *
     * @throws IOException the end of the link
     */
    void run(BooleanSupplier stopped) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

  private final Poller ready;
  // A platform thread: poll(2) would hold a virtual one's carrier.
  private final Thread thread;
  private volatile boolean stopped;
  private boolean complained;

  private Link(String threadName, String subject, Poller ready, Round round) {
    this.ready = ready;
    this.thread = WorkerThread.platform(threadName, () -> run(subject, round));
  }

  static Link start(String id, String subject, Poller ready, Round round) {
    var link = new Link("backplane-chardev-" + id, subject, ready, round);
    link.thread.start();
    return link;
  }

  /** Makes it end soon. */
  List<Thread> stop() {
    stopped = true;
    ready.wake();
    return List.of(thread);
  }

  private void run(String subject, Round round) {
    try {
      while (!stopped) {
        runOnce(subject, round);
      }
    } catch (IOException e) {
      if (!stopped) {
        LOG.error("{}: no more peers can come", subject, e);
      }
    }
  }

  // A round asks the front end how many peers it serves, and its bundle may just be going.
  private void runOnce(String subject, Round round) throws IOException {
    try {
      round.run(() -> stopped);
    } catch (RuntimeException | Error e) { // the latter when the host is short of something
      if (!complained) {
        complained = true;
        LOG.error("{}: no peer can come for now; not told again", subject, e);
      }
      if (!stopped) {
        ready.pause(PAUSE_AFTER_FAILURE);
      }
    }
  }
}
