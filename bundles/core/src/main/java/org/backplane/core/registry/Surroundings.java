package org.backplane.core.registry;

import org.backplane.api.BackplaneException;
import org.backplane.api.metric.Measured;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.object.ObjectStatus;
import org.backplane.core.job.RunningJob;

/** What an entry needs of the registry around it. */
interface Surroundings {

  /** Whether an offer has not been withdrawn. */
  boolean stillThere(Offer offer);

  /** Makes a live object known as a service. */
  Registration publish(ObjectStatus status, BackendObject object);

  /** Makes an object's metrics known as a service. */
  Registration publish(Measured measured);

  /** A lease on another object, for one that builds on it. */
  <T extends BackendObject> Lease<T> lease(
      ObjectPath path, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws BackplaneException;

  /** Shows a job of an object. */
  RunningJob begin(ObjectPath object, String type, long total, Runnable callOff);

  /** Tells the listeners. */
  void changed(ObjectStatus now);

  /** The id is free again; the object may live on for its last holders. */
  void unlist(Entry entry);

  /** Nothing of the object is left. */
  void forget(Entry entry);
}
