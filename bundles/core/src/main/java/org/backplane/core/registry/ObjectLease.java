package org.backplane.core.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One holder's hold. Attached and detached on the entry's mailbox only. */
final class ObjectLease<T extends BackendObject> implements Lease<T> {

  private static final Logger LOG = LoggerFactory.getLogger(ObjectLease.class);

  /** A listener must not block; nobody waits longer than this for one that does. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Entry entry;
  private final Class<T> kind;
  private final LeaseTerms terms;
  private final LeaseListener<T> listener;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition told = lock.newCondition();
  private @Nullable T target;
  private @Nullable Thread teller;
  private boolean heard;
  private boolean closed;

  ObjectLease(Entry entry, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener) {
    this.entry = entry;
    this.kind = kind;
    this.terms = terms;
    this.listener = listener;
  }

  LeaseTerms terms() {
    return terms;
  }

  /** New code; false if it is not what the holder can use. */
  boolean attach(BackendObject object) {
    if (!kind.isInstance(object)) {
      return false;
    }
    T typed = kind.cast(object);
    if (change(typed)) {
      tell(() -> listener.attached(typed));
    }
    return true;
  }

  void detach() {
    if (change(null)) {
      tell(listener::detached);
    }
  }

  /**
   * Ends the wait for it, and with that the lease, at once. But what a holder that has heard of an
   * object does with it has to be undone by the holder, who therefore gets the lease if the
   * listener comes to its end soon.
   *
   * @param attaching who waits, and is told
   */
  void callOff(CompletableFuture<Boolean> attaching, BackplaneException reason) {
    if (hasHeardOut()) {
      attaching.complete(true);
    } else {
      attaching.completeExceptionally(reason);
    }
  }

  private boolean hasHeardOut() {
    lock.lock();
    try {
      closed |= !heard;
      awaitTeller();
      return heard && teller == null;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Changes the target and announces a call to the listener; false if there is none to be made. */
  @SuppressWarnings("ReferenceEquality") // the very object, whatever it takes for equal
  private boolean change(@Nullable T next) {
    lock.lock();
    try {
      if (closed || target == next) {
        return false;
      }
      target = next;
      heard |= next != null;
      teller = Thread.currentThread();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A listener that throws loses its call, nobody else's. */
  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.error("{}: the lease of {} failed to follow it", entry.path(), terms.holder(), e);
    } finally {
      lock.lock();
      try {
        teller = null;
        told.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public ObjectPath path() {
    return entry.path();
  }

  @Override
  public Optional<T> target() {
    lock.lock();
    try {
      return Optional.ofNullable(target);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a call to the listener that is under way in another thread. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      target = null;
      awaitTeller();
    } finally {
      lock.unlock();
    }
    entry.end(this);
  }

  private void awaitTeller() {
    long left = PATIENCE.toNanos();
    try {
      while (teller != null && !teller.equals(Thread.currentThread()) && left > 0) {
        left = told.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
