package org.backplane.core.registry;

import java.util.List;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Lease;
import org.backplane.api.object.ObjectRegistry.Registration;

/**
 * The code that serves an object now.
 *
 * @param offer whose factory made it
 * @param object the backend's own
 * @param leases what it holds of other objects
 * @param publication its presence as a service
 */
record Live(Offer offer, BackendObject object, List<Lease<?>> leases, Registration publication) {}
