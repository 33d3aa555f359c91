package org.backplane.api.object;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of a leased object's comings and goings, in order, one call at a time, on a thread of the
 * registry. Must not block.
 */
@ConsumerType
public interface LeaseListener<T> {

  /**
   * New code serves the object. Called for the first time before the lease is handed out if the
   * object is live; a lease whose listener has been called is handed out even if its taker was
   * interrupted meanwhile, unless this call takes longer than a second then.
   */
  void attached(T target);

  /** The code is about to end: park what comes next, and drop every reference to the old target. */
  void detached();
}
