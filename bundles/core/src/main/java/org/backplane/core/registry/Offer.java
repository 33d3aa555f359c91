package org.backplane.core.registry;

import java.util.Comparator;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.type.TypeDescription;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * A factory that is here now.
 *
 * @param factory the service
 * @param description its type
 * @param bundle where it comes from
 * @param ranking its service ranking
 * @param serviceId its service id
 */
record Offer(
    BackendFactory factory,
    TypeDescription description,
    Bundle bundle,
    int ranking,
    long serviceId) {

  /** The one that serves first: highest ranking, then newest bundle, then the older service. */
  static final Comparator<Offer> BEST_FIRST =
      Comparator.comparingInt(Offer::ranking)
          .thenComparing((Offer offer) -> offer.bundle().getVersion())
          .reversed()
          .thenComparingLong(Offer::serviceId);

  static Offer of(BackendFactory factory, ServiceReference<BackendFactory> reference) {
    Object ranking = reference.getProperty(Constants.SERVICE_RANKING);
    return new Offer(
        factory,
        factory.description(),
        reference.getBundle(),
        ranking instanceof Integer number ? number : 0,
        serviceId(reference));
  }

  static long serviceId(ServiceReference<BackendFactory> reference) {
    return (Long) reference.getProperty(Constants.SERVICE_ID);
  }
}
