package org.backplane.rng;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.rng.EntropyRequest;

/**
 * The requests of one backend: owners take turns, and each owner's requests are served in order.
 * Any thread may call any method; none calls out while it holds the lock. In steady use nothing is
 * allocated per request.
 *
 * <p>Its bound is what front ends wait for: cancelled requests do not pile up.
 */
final class RequestQueue {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Turns<EntropyRequest> waiting = new Turns<>(EntropyRequest::isDone);
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
      waiting.add(request.owner(), request);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** How many requests it holds. */
  int size() {
    lock.lock();
    try {
      return waiting.items();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the request whose turn it is and takes it; empty after {@link #close}. */
  Optional<EntropyRequest> take() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      return closed ? Optional.empty() : Optional.ofNullable(waiting.next());
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
      return waiting.drain();
    } finally {
      lock.unlock();
    }
  }
}
