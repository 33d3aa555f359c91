package org.backplane.core.registry;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.InUseException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.LeaseTerms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who holds one object. */
final class Leases {

  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  private final List<ObjectLease<?>> held = new ArrayList<>();
  private boolean open = true;

  /** Takes a new holder in. */
  synchronized void admit(ObjectLease<?> lease, String subject)
      throws InUseException, MissingReferenceException {
    if (!open) {
      throw new MissingReferenceException(subject, "it is being deleted", "");
    }
    if (lease.terms().exclusive()) {
      for (ObjectLease<?> other : held) {
        if (other.terms().exclusive()) {
          throw inUse(subject, other.terms(), "it serves one at a time");
        }
      }
    }
    held.add(lease);
  }

  /** Admits nobody any more, so that the object may go; only once. */
  synchronized void closeForDeletion(String subject)
      throws InUseException, InvalidRequestException {
    if (!open) {
      throw new InvalidRequestException(subject, "it is being deleted already", "");
    }
    for (ObjectLease<?> lease : held) {
      if (lease.terms().pinning()) {
        throw inUse(subject, lease.terms(), "release it there first");
      }
    }
    open = false;
  }

  private static InUseException inUse(String subject, LeaseTerms terms, String advice) {
    return new InUseException(subject, "it is in use by " + terms.holder(), advice);
  }

  /** Lets a holder go; true when it was the last of an object that is being deleted. */
  synchronized boolean dismiss(ObjectLease<?> lease) {
    return held.remove(lease) && held.isEmpty() && !open;
  }

  synchronized boolean isEmpty() {
    return held.isEmpty();
  }

  synchronized List<String> holders() {
    return held.stream().map(lease -> lease.terms().holder()).toList();
  }

  void attach(BackendObject object) {
    for (ObjectLease<?> lease : snapshot()) {
      if (!lease.attach(object)) {
        LOG.warn(
            "{}: {} is of another kind than {} needs",
            lease.path(),
            object.getClass().getSimpleName(),
            lease.terms().holder());
      }
    }
  }

  void detach() {
    snapshot().forEach(ObjectLease::detach);
  }

  private synchronized List<ObjectLease<?>> snapshot() {
    return List.copyOf(held);
  }
}
