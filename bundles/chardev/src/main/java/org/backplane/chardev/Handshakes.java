package org.backplane.chardev;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.thread.WorkerThread;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Poller;
import org.backplane.linux.StreamSocket;

/**
 * The clients that shake hands with a server, each on a thread of its own, so that one who does not
 * go on keeps nobody waiting and takes no place. There are never more than a few such threads: the
 * oldest makes room for the newest, which begins when a thread has ended, not earlier. One that was
 * told to give up may have its certificates' files to wait for.
 */
final class Handshakes {

  static final int MOST = 8;

  private final String threadName;
  private final Protection protection;
  private final Poller changed;
  private final Complaint complaint;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Shaking> shaking = new ArrayDeque<>(); // all whose thread has not ended
  private Optional<Shaking> next = Optional.empty();
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

  /** Whether one can begin now, or as the next one. */
  boolean canBegin() {
    lock.lock();
    try {
      return next.isEmpty() && protection.isReady();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins, at once or when there is room.
   *
   * @throws IOException the host has no thread or descriptor for it; the socket is closed then
   */
  void begin(StreamSocket socket) throws IOException {
    var one = new Shaking(socket);
    lock.lock();
    try {
      if (stopped) {
        one.discard();
      } else if (shaking.size() < MOST) {
        one.start();
      } else {
        makeRoomFor(one);
      }
    } finally {
      lock.unlock();
    }
  }

  // With the lock held.
  private void makeRoomFor(Shaking one) {
    next.ifPresent(Shaking::discard);
    next = Optional.of(one);
    if (shaking.stream().noneMatch(Shaking::isDropped)) {
      shaking.getFirst().drop();
    }
  }

  // With the lock held.
  private void beginNext() {
    if (next.isEmpty()) {
      return;
    }
    Shaking one = next.get();
    next = Optional.empty();
    try {
      one.start();
    } catch (IOException e) {
      complaint.about(e);
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
      next.ifPresent(Shaking::discard);
      next = Optional.empty();
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
      this.thread = WorkerThread.platform(threadName, this::run);
    }

    private static Poller poller(StreamSocket socket) throws LinuxException {
      try {
        return new Poller();
      } catch (LinuxException e) {
        socket.close();
        throw e;
      }
    }

    boolean isDropped() {
      return dropped;
    }

    // With the lock held.
    void start() throws IOException {
      boolean begun = false;
      shaking.addLast(this);
      try {
        thread.start();
        begun = true;
      } catch (OutOfMemoryError e) {
        throw new IOException("the host has no more threads", e);
      } finally {
        if (!begun) {
          shaking.remove(this);
          discard();
        }
      }
    }

    /** Ends one that has not begun. */
    void discard() {
      waiting.close();
      socket.close();
    }

    void drop() {
      dropped = true;
      socket.close();
      waiting.wake();
    }

    private void run() {
      try {
        shakeHands();
      } finally {
        waiting.close();
        leave();
      }
    }

    private void shakeHands() {
      try {
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
        if (newcomer.isPresent() && !dropped && !stopped) {
          done.addLast(newcomer.get());
        } else {
          socket.close();
        }
      } finally {
        lock.unlock();
      }
    }

    private void leave() {
      lock.lock();
      try {
        shaking.remove(this);
        beginNext();
      } finally {
        lock.unlock();
      }
      changed.wake();
    }
  }
}
