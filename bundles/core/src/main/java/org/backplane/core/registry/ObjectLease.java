package org.backplane.core.registry;

import java.util.Optional;
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

  private final Entry entry;
  private final Class<T> kind;
  private final LeaseTerms terms;
  private final LeaseListener<T> listener;
  private volatile @Nullable T target;
  private volatile boolean closed;

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
    if (!closed && !object.equals(target)) {
      T typed = kind.cast(object);
      target = typed;
      tell(() -> listener.attached(typed));
    }
    return true;
  }

  void detach() {
    if (target != null) {
      target = null;
      if (!closed) {
        tell(listener::detached);
      }
    }
  }

  /** A listener that throws loses its call, nobody else's. */
  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.error("{}: the lease of {} failed to follow it", entry.path(), terms.holder(), e);
    }
  }

  @Override
  public ObjectPath path() {
    return entry.path();
  }

  @Override
  public Optional<T> target() {
    return closed ? Optional.empty() : Optional.ofNullable(target);
  }

  @Override
  public void close() {
    closed = true;
    target = null;
    entry.end(this);
  }
}
