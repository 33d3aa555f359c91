package org.backplane.monitor.fake;

import java.util.Optional;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;

/** What somebody holds of an entry until it is closed. */
final class FakeLease<T extends BackendObject> implements Lease<T> {

  private final Entry entry;
  private final Class<T> kind;
  private final LeaseTerms terms;
  private final LeaseListener<T> listener;

  FakeLease(Entry entry, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener) {
    this.entry = entry;
    this.kind = kind;
    this.terms = terms;
    this.listener = listener;
  }

  LeaseTerms terms() {
    return terms;
  }

  void attached(BackendObject live) {
    listener.attached(kind.cast(live));
  }

  void detached() {
    listener.detached();
  }

  @Override
  public ObjectPath path() {
    return entry.status().path();
  }

  @Override
  public Optional<T> target() {
    return Optional.ofNullable(entry.live).map(kind::cast);
  }

  @Override
  public void close() {
    entry.leases.remove(this);
  }
}
