package org.backplane.api.object;

import org.backplane.api.BackplaneException;
import org.backplane.api.type.TypeDescription;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Offers one type. Register it as an OSGi service and operators can use the type at once; take it
 * away and its objects are detached. When several offer the same type, the one with the highest
 * service ranking serves, then the one of the newest bundle version.
 */
@ConsumerType
public interface BackendFactory {

  /** The type; the same answer each time. */
  TypeDescription description();

  /**
   * Makes the live object. May block, for as long as the host takes: nobody else waits for it.
   *
   * @throws BackplaneException it cannot be made; resources made on the way are closed by the
   *     caller
   */
  BackendObject create(Creation creation) throws BackplaneException;
}
