package org.backplane.rng;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.rng.EntropyRequest;

/**
 * The requests of one backend, first in, first out. Any thread may call any method; none calls out
 * while it holds the lock. In steady use nothing is allocated per request.
 *
 * <p>It has no bound of its own: a front end has no more requests under way than its ring has
 * entries.
 */
final class RequestQueue {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<EntropyRequest> waiting = new ArrayDeque<>();
  private boolean closed;

  /** Appends a request; answers false, and does not take it, after {@link #close}. */
  boolean offer(EntropyRequest request) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      if (waiting.isEmpty()) {
        changed.signal(); // else the worker is at it already
      }
      return waiting.add(request);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the oldest request and takes it; empty after {@link #close}. */
  Optional<EntropyRequest> take() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      return closed ? Optional.empty() : Optional.ofNullable(waiting.poll());
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more requests and gives those that wait to the first caller. */
  List<EntropyRequest> close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      var rest = List.copyOf(waiting);
      waiting.clear();
      return rest;
    } finally {
      lock.unlock();
    }
  }
}
