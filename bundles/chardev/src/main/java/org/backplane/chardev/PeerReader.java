package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.OpenSocket;
import org.backplane.linux.Poller;
import org.backplane.linux.Poller.Interest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what one peer sends to a front end, on a thread of its own, so that a front end that
 * blocks holds back that peer alone. It stops only between a delivery and the next read: what was
 * read has been delivered then, and the rest waits in the kernel for whoever reads next.
 */
final class PeerReader {

  /** Where the reader comes from. */
  interface Owner {
    /** Whether the socket is still there, or an earlier reader saw its end. */
    boolean owns(OpenSocket socket);

    /** The peer is gone; the front end is about to be told. */
    void leaving(OpenSocket socket);

    /** The peer is gone, and the front end knows. */
    void ended(PeerReader reader);

    /** The front end threw. */
    void frontEndFailed(Throwable reason);
  }

  private static final Logger LOG = LoggerFactory.getLogger(PeerReader.class);
  private static final int BUFFER_BYTES = 8 * 1024;

  private final OpenSocket socket;
  private final Connection connection;
  private final FrontEnd frontEnd;
  private final Owner owner;
  // A platform thread: poll(2) would hold a virtual one's carrier.
  private final Thread thread;
  private volatile @Nullable Poller ready;
  private volatile boolean stopped;

  PeerReader(
      String threadName, OpenSocket socket, Connection connection, FrontEnd frontEnd, Owner owner) {
    this.socket = socket;
    this.connection = connection;
    this.frontEnd = frontEnd;
    this.owner = owner;
    this.thread = Thread.ofPlatform().daemon().name(threadName).unstarted(this::run);
  }

  OpenSocket socket() {
    return socket;
  }

  Thread thread() {
    return thread;
  }

  void start() {
    thread.start();
  }

  /** Makes it stop soon; the socket stays open. Any thread. */
  void stop() {
    stopped = true;
    Poller waiting = ready;
    if (waiting != null) {
      waiting.wake();
    }
  }

  private void run() {
    // An earlier reader, perhaps of earlier code, may still be delivering.
    socket.receiving().lock();
    try {
      if (stopped) {
        return;
      }
      if (owner.owns(socket)) {
        serve();
      } else {
        owner.ended(this); // the earlier one saw the end
      }
    } finally {
      socket.receiving().unlock();
    }
  }

  private void serve() {
    LOG.debug("{} is there", connection);
    boolean alive = false;
    try (var waiting = new Poller()) {
      ready = waiting;
      frontEnd.opened(connection);
      alive = deliver(waiting);
    } catch (IOException e) {
      LOG.debug("{} is lost", connection, e);
    } catch (RuntimeException | LinkageError e) { // the latter when the front end's bundle goes
      owner.frontEndFailed(e);
    } finally {
      if (!alive) {
        end();
      }
    }
  }

  /** Answers whether the peer is still there. */
  private boolean deliver(Poller waiting) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (!stopped) {
      int count = socket.stream().read(buffer.clear());
      if (count < 0) {
        return false;
      }
      if (count > 0) {
        frontEnd.received(connection, buffer.flip());
      } else {
        socket.stream().await(waiting, Interest.READ, Deadline.LONGEST);
      }
    }
    return true;
  }

  private void end() {
    LOG.debug("{} is gone", connection);
    owner.leaving(socket);
    try {
      frontEnd.closed(connection); // before the socket: who sends no more may still read
    } catch (RuntimeException | LinkageError e) {
      owner.frontEndFailed(e);
    } finally {
      release(); // or else a dead socket keeps a place for ever
    }
  }

  private void release() {
    socket.stream().close();
    owner.ended(this); // last, so that a front end sees one peer go before the next comes
  }
}
