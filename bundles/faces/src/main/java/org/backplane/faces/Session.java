package org.backplane.faces;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Connection;
import org.backplane.api.thread.WorkerThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer, from its coming to its going, on a virtual thread of its own. */
final class Session<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Face.Names names;
  private final long id;
  private final PeerLine line;
  private final Inbox<T> inbox;
  private final Dialogue<T> dialogue;
  private final ReentrantLock reading = new ReentrantLock();
  private final Thread worker;

  private Session(Face.Names names, long id, PeerLine line, Inbox<T> inbox, Dialogue<T> dialogue) {
    this.names = names;
    this.id = id;
    this.line = line;
    this.inbox = inbox;
    this.dialogue = dialogue;
    this.worker = WorkerThread.virtual(names.thread() + " " + line.peer(), this::run);
  }

  /** A session for a peer, unless the face turns it away. */
  static <T> Optional<Session<T>> with(Face<T> face, Connection peer, Duration deadline) {
    var line = new PeerLine(peer, deadline);
    Inbox<T> inbox = face.inbox();
    return face.meet(line, inbox::news)
        .map(dialogue -> new Session<>(face.names(), peer.id(), line, inbox, dialogue));
  }

  /** Whether a connection is its peer's. */
  boolean isOf(Connection connection) {
    return id == connection.id();
  }

  void start() {
    worker.start();
  }

  /** Takes bytes, on the device's thread; blocks while too much waits to be served. */
  void received(ByteBuffer data) {
    reading.lock();
    try {
      dialogue.read(data, inbox::put);
    } finally {
      reading.unlock();
    }
  }

  /** The device's code is about to end. */
  void park() {
    inbox.hold(false);
    line.park();
  }

  /**
   * The peer's connection through the device's new code.
   *
   * @return false when it comes too late: the session has ended
   */
  boolean resume(Connection connection) {
    inbox.hold(true);
    return line.connect(connection);
  }

  /**
   * Ends it, after what was asked already; what takes longer is interrupted.
   *
   * @return whether it has ended
   */
  boolean end(Duration patience) {
    inbox.end();
    if (Thread.currentThread().equals(worker)) {
      return true; // the peer's own doing: it ends when this is done
    }
    try {
      if (!worker.join(patience)) {
        worker.interrupt();
        line.close();
        return worker.join(patience);
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    try {
      dialogue.begin();
      for (Optional<T> next = inbox.take(); next.isPresent(); next = inbox.take()) {
        dialogue.serve(next.get());
      }
    } catch (IOException e) {
      LOG.debug("the {} is lost: {}", names.peer(), e.getMessage());
    } catch (InterruptedException _) {
      // Nobody waits for it any longer.
    } catch (RuntimeException | Error e) { // memory may have run out
      LOG.error("a {}'s session failed", names.peer(), e);
    } finally {
      inbox.end();
      try {
        dialogue.end();
      } finally {
        line.close();
      }
    }
  }
}
