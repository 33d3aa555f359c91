package org.backplane.faces;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

/**
 * What waits to be served by a session. A peer that sends too much ahead is held back.
 *
 * @param <T> the pieces
 */
public final class Inbox<T> {

  /** How many times the limit may wait while nobody is held back. */
  private static final int MOST_WHILE_AWAY = 32;

  private final long limit;
  private final ToLongFunction<T> weight;
  private final T news;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<T> waiting = new ArrayDeque<>();
  private long weighs;
  private boolean thereIsNews;
  private boolean holding = true;
  private boolean ended;

  /**
   * @param limit most that waits, in the unit of the weight, unless the first piece alone has more
   * @param weight what a piece counts for, 1 or more
   * @param news what is served when something has happened that did not come from the peer
   */
  public Inbox(long limit, ToLongFunction<T> weight, T news) {
    this.limit = limit;
    this.weight = weight;
    this.news = news;
  }

  /** Adds a piece; blocks while too much waits. After {@link #end} it is dropped. */
  void put(T piece) {
    long more = weight.applyAsLong(piece);
    lock.lock();
    try {
      while (holding && !ended && weighs > 0 && weighs + more > limit) {
        changed.await();
      }
      add(piece, more);
    } catch (InterruptedException _) {
      // The device's code is ending and wants its thread back; what it delivered is not lost.
      add(piece, more);
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void add(T piece, long more) {
    if (!holding && weighs > MOST_WHILE_AWAY * limit) {
      ended = true;
    }
    if (!ended) {
      waiting.add(piece);
      weighs += more;
      changed.signalAll();
    }
  }

  /**
   * Whether producers wait. They do not while a device's code ends, for its thread must come home;
   * a peer that sends more than can be meant honestly meanwhile has come to its end.
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

  /** Something happened. Never blocks; several before they are looked at are one. */
  void news() {
    lock.lock();
    try {
      thereIsNews = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more; what waits is still to be served. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next piece, or news, which comes first; empty when there will be none. */
  Optional<T> take() throws InterruptedException {
    lock.lock();
    try {
      while (!thereIsNews && waiting.isEmpty() && !ended) {
        changed.await();
      }
      if (thereIsNews) {
        thereIsNews = false;
        return Optional.of(news);
      }
      Optional<T> next = Optional.ofNullable(waiting.poll());
      next.ifPresent(piece -> weighs -= weight.applyAsLong(piece));
      changed.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }
}
