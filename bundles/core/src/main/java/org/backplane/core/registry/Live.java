package org.backplane.core.registry;

import org.backplane.api.object.BackendObject;
import org.backplane.api.object.ObjectRegistry.Registration;

/**
 * The code that serves an object now.
 *
 * @param offer whose factory made it
 * @param object the backend's own
 * @param context what it was made from and holds of other objects
 * @param publication its presence as a service
 */
record Live(Offer offer, BackendObject object, ObjectCreation context, Registration publication) {}
