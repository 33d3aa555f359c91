package org.backplane.chardev;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Poller;
import org.backplane.linux.StreamSocket;

/**
 * The clients that shake hands with a server, each on a thread of its own, so that one who does not
 * go on keeps nobody waiting and takes no place. There are never more than a few: the oldest makes
 * room for the newest.
 */
final class Handshakes {

  static final int MOST = 8;

  private final String threadName;
  private final Protection protection;
  private final Poller changed;
  private final Complaint complaint;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Shaking> shaking = new ArrayDeque<>();
  private final Deque<Newcomer> done = new ArrayDeque<>();
  private boolean stopped;

  /**
   * @param id names the threads
   * @param changed woken when one is done
   * @param complaint told of those that fail
   */
  Handshakes(String id, Protection protection, Poller changed, Complaint complaint) {
    this.threadName = "backplane-chardev-" + id + "-tls";
    this.protection = protection;
    this.changed = changed;
    this.complaint = complaint;
  }

  /** Whether one can begin now. */
  boolean canBegin() {
    return protection.isReady();
  }

  /**
   * Begins.
   *
   * @throws IOException the host has no thread or descriptor for it; the socket is closed then
   */
  void begin(StreamSocket socket) throws IOException {
    var one = new Shaking(socket);
    lock.lock();
    try {
      if (stopped) {
        one.drop();
        return;
      }
      if (shaking.size() >= MOST) {
        shaking.removeFirst().drop();
      }
      shaking.addLast(one);
      one.start();
    } finally {
      lock.unlock();
    }
  }

  /** The next one that is done, which is the caller's from now on. */
  Optional<Newcomer> take() {
    lock.lock();
    try {
      return Optional.ofNullable(done.pollFirst());
    } finally {
      lock.unlock();
    }
  }

  /** Ends all; answers the threads that are about to end. */
  List<Thread> stop() {
    lock.lock();
    try {
      stopped = true;
      return cut();
    } finally {
      lock.unlock();
    }
  }

  /** Hangs up on all. */
  List<Thread> cut() {
    lock.lock();
    try {
      done.forEach(newcomer -> newcomer.socket().close());
      done.clear();
      shaking.forEach(Shaking::drop);
      return new ArrayList<>(shaking.stream().map(one -> one.thread).toList());
    } finally {
      lock.unlock();
    }
  }

  private final class Shaking {

    private final StreamSocket socket;
    private final Poller waiting;
    // A platform thread: poll(2) would hold a virtual one's carrier.
    private final Thread thread;
    private volatile boolean dropped;

    Shaking(StreamSocket socket) throws IOException {
      this.socket = socket;
      this.waiting = poller(socket);
      this.thread = Thread.ofPlatform().daemon().name(threadName).unstarted(this::run);
    }

    private static Poller poller(StreamSocket socket) throws LinuxException {
      try {
        return new Poller();
      } catch (LinuxException e) {
        socket.close();
        throw e;
      }
    }

    // With the lock held.
    void start() throws IOException {
      boolean begun = false;
      try {
        thread.start();
        begun = true;
      } catch (OutOfMemoryError e) {
        throw new IOException("the host has no more threads", e);
      } finally {
        if (!begun) {
          shaking.remove(this);
          waiting.close();
          socket.close();
        }
      }
    }

    void drop() {
      dropped = true;
      socket.close();
      waiting.wake();
    }

    private void run() {
      try (waiting) {
        Newcomer newcomer = protection.protect(socket, waiting, () -> dropped);
        complaint.over();
        finish(Optional.of(newcomer));
      } catch (IOException e) {
        finish(Optional.empty());
        if (!dropped) {
          complaint.about(e);
        }
      } catch (RuntimeException | LinkageError e) { // the latter when the credentials' bundle goes
        finish(Optional.empty());
        complaint.about(new IOException("the handshake failed", e));
      }
    }

    private void finish(Optional<Newcomer> newcomer) {
      lock.lock();
      try {
        boolean wanted = shaking.remove(this);
        if (newcomer.isPresent() && wanted && !stopped) {
          done.addLast(newcomer.get());
        } else {
          socket.close();
        }
      } finally {
        lock.unlock();
      }
      changed.wake();
    }
  }
}
