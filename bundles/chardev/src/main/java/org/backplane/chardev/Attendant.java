package org.backplane.chardev;

import java.io.IOException;
import java.util.Optional;
import org.backplane.api.thread.WorkerThread;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenSocket;
import org.backplane.linux.Poller;
import org.backplane.linux.Poller.Interest;

/**
 * The one thread that looks after a connected socket: it waits for what the peer does. There is one
 * at a time, of this code or of earlier code; the next one begins when it has stopped.
 */
abstract sealed class Attendant permits PeerReader, IdleWatch {

  /** Where the attendant comes from. */
  interface Owner {
    /** Whether the socket is still there, or an earlier attendant saw its end. */
    boolean owns(OpenSocket socket);

    /**
     * Nothing more can be read from the peer.
     *
     * @param reason why, if that is not because it said so
     */
    void ending(OpenSocket socket, Optional<IOException> reason);

    /** The peer is gone; its socket is about to be closed. */
    void leaving(OpenSocket socket);

    /** The peer is gone, and so is its socket. */
    void ended(Attendant attendant);

    /** The front end threw. */
    void frontEndFailed(Throwable reason);
  }

  private final OpenSocket socket;
  private final Owner owner;
  private final Poller waiting;
  // A platform thread: poll(2) would hold a virtual one's carrier.
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * @throws LinuxException the host has no more descriptors
   */
  Attendant(String threadName, OpenSocket socket, Owner owner) throws LinuxException {
    this.socket = socket;
    this.owner = owner;
    this.waiting = new Poller();
    this.thread = WorkerThread.platform(threadName, this::run);
  }

  /** Looks after the socket until {@link #stopped} or the peer's end. */
  abstract void attend();

  final OpenSocket socket() {
    return socket;
  }

  final Owner owner() {
    return owner;
  }

  final Thread thread() {
    return thread;
  }

  final boolean stopped() {
    return stopped;
  }

  /**
   * Begins, on a thread of its own.
   *
   * @throws Error the host has no more threads
   */
  final void start() {
    boolean done = false;
    try {
      thread.start();
      done = true;
    } finally {
      if (!done) {
        waiting.close();
      }
    }
  }

  /** Makes it stop soon; the socket stays open. Any thread. */
  final void stop() {
    stopped = true;
    waiting.wake();
  }

  /** Waits for the peer or for {@link #stop}. */
  final Poller.Outcome await(Interest interest) throws IOException {
    return socket.stream().await(waiting, interest, Deadline.LONGEST);
  }

  /** Closes the socket, and gives its place free when that is done. */
  final void release() {
    socket.stream().close();
    socket.stream().awaitRelease(); // a peer pays itself for what it makes last long
    owner.ended(this);
  }

  private void run() {
    try (waiting) {
      // An earlier attendant, perhaps of earlier code, may still be delivering.
      socket.receiving().lock();
      try {
        if (stopped) {
          return;
        }
        if (owner.owns(socket)) {
          attend();
        } else {
          owner.ended(this); // the earlier one saw the end
        }
      } finally {
        socket.receiving().unlock();
      }
    }
  }
}
