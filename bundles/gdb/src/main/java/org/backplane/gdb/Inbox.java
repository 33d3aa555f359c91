package org.backplane.gdb;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits to be done by a session. A peer that sends too much ahead is held back. */
final class Inbox {

  /** Most inputs that wait. */
  static final int LIMIT = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Input> waiting = new ArrayDeque<>();
  private boolean news;
  private boolean ended;

  /** Adds an input; blocks while too many wait. After {@link #end} it is dropped. */
  void put(Input input) throws InterruptedException {
    lock.lock();
    try {
      while (waiting.size() >= LIMIT && !ended) {
        changed.await();
      }
      if (!ended) {
        waiting.add(input);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Something happened to the machine. Never blocks; several before they are looked at are one. */
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

  /** Waits for the next input; empty when there will be none. */
  Optional<Input> take() throws InterruptedException {
    lock.lock();
    try {
      while (!news && waiting.isEmpty() && !ended) {
        changed.await();
      }
      if (news) {
        news = false;
        return Optional.of(new Input.News());
      }
      Optional<Input> next = Optional.ofNullable(waiting.poll());
      changed.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }
}
