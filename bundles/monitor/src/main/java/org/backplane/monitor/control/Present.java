package org.backplane.monitor.control;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A service that comes and goes.
 *
 * @param <S> the service
 */
public final class Present<S> {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition came = lock.newCondition();
  private volatile @Nullable S service;

  public void set(S next) {
    lock.lock();
    try {
      service = next;
      came.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Nothing happens when another one has come meanwhile.
   *
   * @return whether it was the one
   */
  @SuppressWarnings("ReferenceEquality") // the very service, whatever it takes for equal
  public boolean unset(S gone) {
    lock.lock();
    try {
      boolean theOne = service == gone;
      if (theOne) {
        service = null;
      }
      return theOne;
    } finally {
      lock.unlock();
    }
  }

  public Optional<S> find() {
    return Optional.ofNullable(service);
  }

  /** Waits for one to come; empty when the time is over, or the caller was interrupted. */
  public Optional<S> await(Duration patience) {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (service == null && left > 0) {
        left = came.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return find();
  }
}
