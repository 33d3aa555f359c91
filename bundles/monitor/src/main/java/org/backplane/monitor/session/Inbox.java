package org.backplane.monitor.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.monitor.observe.Observer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests that wait for their turn. A producer waits while too many do, which holds the peer. */
final class Inbox {

  /** More requests than a peer that waits for its answers now and then sends in an exchange. */
  private static final int MOST_WHILE_AWAY = 1 << 15;

  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  private final Limits limits;
  private final Observer observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Request> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean serving;
  private boolean holding = true;
  private boolean finished;

  private record Request(Runnable work, long bytes) {}

  Inbox(Limits limits, Observer observer) {
    this.limits = limits;
    this.observer = observer;
  }

  /** Adds a request for which so much text came; after {@link #finish} it is dropped. */
  void put(Runnable work, long bytes) {
    var request = new Request(work, bytes);
    lock.lock();
    try {
      awaitRoomFor(bytes);
      add(request);
    } catch (InterruptedException _) {
      // The device's code is ending and wants its thread back; what it delivered is not lost.
      add(request);
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoomFor(long bytes) throws InterruptedException {
    if (!holding || finished || hasRoomFor(bytes)) {
      return;
    }
    observer.suspended(1);
    try {
      while (holding && !finished && !hasRoomFor(bytes)) {
        changed.await();
      }
    } finally {
      observer.suspended(-1);
    }
  }

  private boolean hasRoomFor(long bytes) {
    boolean idle = !serving && waiting.isEmpty();
    return idle
        || (waiting.size() < limits.requests() && waitingBytes + bytes <= limits.requestBytes());
  }

  private void add(Request request) {
    if (!finished && !holding && waiting.size() >= MOST_WHILE_AWAY) {
      LOG.warn("a client sends too much while its device's code is exchanged; its session ends");
      finished = true;
    }
    if (!finished) {
      waiting.add(request);
      waitingBytes += request.bytes();
      changed.signalAll();
    }
  }

  /** The last request is done; the next one, waiting for it; empty when there will be none. */
  Optional<Runnable> take() throws InterruptedException {
    lock.lock();
    try {
      serving = false;
      changed.signalAll();
      while (waiting.isEmpty() && !finished) {
        changed.await();
      }
      Optional<Request> next = Optional.ofNullable(waiting.poll());
      serving = next.isPresent();
      waitingBytes -= next.map(Request::bytes).orElse(0L);
      changed.signalAll();
      return next.map(Request::work);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether producers wait. They do not while a device's code ends, for its thread must come home;
   * whoever sends more than can be meant honestly meanwhile is taken no more from.
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
      waitingBytes = 0;
    } finally {
      lock.unlock();
    }
    finish();
  }
}
