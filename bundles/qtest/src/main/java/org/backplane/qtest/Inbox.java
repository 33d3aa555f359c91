package org.backplane.qtest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What has come for a session. A peer that sends too much ahead is held back. */
final class Inbox {

  /** Most bytes that wait, unless the first piece alone has more. */
  static final int LIMIT = 256 << 10;

  private static final byte[] NEWS = {};

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int bytes;
  private boolean news;
  private boolean ended;

  /** Adds bytes; blocks while too many wait. After {@link #end} they are dropped. */
  void put(byte[] piece) throws InterruptedException {
    lock.lock();
    try {
      while (bytes > 0 && bytes + piece.length > LIMIT && !ended) {
        changed.await();
      }
      if (!ended && piece.length > 0) {
        waiting.add(piece);
        bytes += piece.length;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** There is something to tell. Never blocks; several before they are looked at are one. */
  void news() {
    lock.lock();
    try {
      news = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more; what waits is still to be done. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next bytes, none for news; empty when there will be none. */
  Optional<byte[]> take() throws InterruptedException {
    lock.lock();
    try {
      while (!news && waiting.isEmpty() && !ended) {
        changed.await();
      }
      if (news) {
        news = false;
        return Optional.of(NEWS);
      }
      Optional<byte[]> next = Optional.ofNullable(waiting.poll());
      next.ifPresent(piece -> bytes -= piece.length);
      changed.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }
}
