package org.backplane.monitor.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Requests that wait for their turn. A producer waits while too many do, which holds the peer. */
final class Inbox {

  /** Most requests that wait while one is served. */
  static final int LIMIT = 8;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean holding = true;
  private boolean finished;

  /** Adds a request; after {@link #finish} it is dropped. */
  void put(Runnable request) {
    lock.lock();
    try {
      while (holding && !finished && waiting.size() >= LIMIT) {
        changed.await();
      }
      add(request);
    } catch (InterruptedException _) {
      // The device's code is ending and wants its thread back; what it delivered is not lost.
      add(request);
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void add(Runnable request) {
    if (!finished) {
      waiting.add(request);
      changed.signalAll();
    }
  }

  /** The next request, waiting for it; empty when there will be none. */
  Optional<Runnable> take() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !finished) {
        changed.await();
      }
      Optional<Runnable> next = Optional.ofNullable(waiting.poll());
      changed.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether producers wait. They do not while a device's code ends: its thread must come home, and
   * what it still holds is no more than one buffer's worth of requests.
   */
  void hold(boolean hold) {
    lock.lock();
    try {
      holding = hold;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more; what waits is still served. */
  void finish() {
    lock.lock();
    try {
      finished = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more and drops what waits. */
  void discard() {
    lock.lock();
    try {
      waiting.clear();
    } finally {
      lock.unlock();
    }
    finish();
  }
}
