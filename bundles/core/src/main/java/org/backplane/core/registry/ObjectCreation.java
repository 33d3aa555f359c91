package org.backplane.core.registry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.Resources;
import org.backplane.api.type.PropertyValues;

/** One attempt of a factory to make an object. */
record ObjectCreation(
    ObjectPath path,
    String subject,
    PropertyValues properties,
    Resources resources,
    Surroundings surroundings,
    List<Lease<?>> leases)
    implements Creation {

  ObjectCreation(
      ObjectPath path,
      String subject,
      PropertyValues properties,
      Resources resources,
      Surroundings surroundings) {
    this(path, subject, properties, resources, surroundings, new CopyOnWriteArrayList<>());
  }

  @Override
  public <T extends BackendObject> Lease<T> lease(
      ObjectPath on, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws BackplaneException {
    if (on.equals(path)) {
      throw new InvalidRequestException(subject, "it refers to itself", "name another object");
    }
    Lease<T> lease = surroundings.lease(on, kind, terms, listener);
    leases.add(lease);
    return lease;
  }
}
