package org.backplane.vm.runtime.virtio;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.BackplaneException;
import org.backplane.api.NotActiveException;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;

/**
 * A lease on a backend in whose place another may be leased at any time. Code behind it is known by
 * a number, which is another one after each exchange of the code or of the object. Any thread.
 */
final class ExchangeableLease<T extends BackendObject> implements AutoCloseable {

  private final ObjectRegistry registry;
  private final Class<T> kind;
  private final LeaseTerms terms;
  private final Runnable changed;
  private final AtomicInteger attachments = new AtomicInteger();
  private final AtomicReference<Lease<T>> held;
  private volatile boolean closed;

  /**
   * Takes the lease.
   *
   * @param changed called when code has come or gone; must not block
   */
  ExchangeableLease(
      ObjectRegistry registry,
      ObjectPath backend,
      Class<T> kind,
      LeaseTerms terms,
      Runnable changed)
      throws BackplaneException {
    this.registry = registry;
    this.kind = kind;
    this.terms = terms;
    this.changed = changed;
    this.held = new AtomicReference<>(registry.lease(backend, kind, terms, new Comings()));
  }

  private final class Comings implements LeaseListener<T> {

    @Override
    public void attached(T target) {
      newCode();
    }

    @Override
    public void detached() {
      changed.run();
    }
  }

  private void newCode() {
    attachments.incrementAndGet();
    changed.run();
  }

  /** The object that is leased now. */
  ObjectPath path() {
    return held.get().path();
  }

  /**
   * The number of the present code. Read before {@link #target}, it is never newer than that: who
   * asks the target under this number hears of every exchange that came between.
   */
  int attachment() {
    return attachments.get();
  }

  /** The live code, if it is there; not to be kept. */
  Optional<T> target() {
    return held.get().target();
  }

  /**
   * Leases another object in place of the present one.
   *
   * @throws BackplaneException it cannot be leased in time; all is as it was
   */
  void exchange(ObjectPath next) throws BackplaneException {
    Lease<T> taken =
        new TimedLease<T>(terms.holder(), next)
            .take(() -> registry.lease(next, kind, terms, new Comings()));
    Lease<T> old = held.getAndSet(taken);
    newCode(); // not before it is in place, and even when there is none
    old.close();
    if (closed) {
      // One of the two, close() or we, sees the other.
      taken.close();
      throw new NotActiveException(terms.holder(), "the device is gone", "");
    }
  }

  @Override
  public void close() {
    closed = true;
    held.get().close();
  }
}
