package org.backplane.monitor.control;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.jspecify.annotations.Nullable;

/**
 * A service that comes and goes.
 *
 * @param <S> the service
 */
public final class Present<S> {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition came = lock.newCondition();
  private final AtomicReference<Registration> accompanied = new AtomicReference<>(() -> {});
  private volatile Function<? super S, Registration> companion = _ -> () -> {};
  private volatile @Nullable S service;

  /**
   * Deals with each service that comes for as long as it is there. To be called once, before the
   * first comes.
   *
   * @param each begins to; what it answers is closed when the service goes
   */
  public void accompany(Function<? super S, Registration> each) {
    companion = each;
  }

  /** A service is there, instead of the one so far. One caller at a time. */
  public void set(S next) {
    lock.lock();
    try {
      service = next;
      came.signalAll();
    } finally {
      lock.unlock();
    }
    accompanied.getAndSet(companion.apply(next)).close();
  }

  /**
   * A service goes. Nothing happens when another one has come meanwhile.
   *
   * @return whether it was the one
   */
  @SuppressWarnings("ReferenceEquality") // the very service, whatever it takes for equal
  public boolean unset(S gone) {
    lock.lock();
    try {
      if (service != gone) {
        return false;
      }
      service = null;
    } finally {
      lock.unlock();
    }
    accompanied.getAndSet(() -> {}).close();
    return true;
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
