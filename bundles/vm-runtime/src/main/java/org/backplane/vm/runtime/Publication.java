package org.backplane.vm.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Dictionary;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a machine offers to other bundles, as services. One thread at a time. */
final class Publication implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

  private final BundleContext context;
  private final Deque<ServiceRegistration<?>> registrations = new ArrayDeque<>();

  Publication(BundleContext context) {
    this.context = context;
  }

  /**
   * Offers something.
   *
   * @throws IllegalStateException the bundle is stopping
   */
  <T> void add(Class<T> kind, T service, Dictionary<String, ?> properties) {
    registrations.push(context.registerService(kind, service, properties));
  }

  /** Withdraws all, the last one first. */
  @Override
  public void close() {
    while (!registrations.isEmpty()) {
      try {
        registrations.pop().unregister();
      } catch (IllegalStateException _) {
        LOG.debug("the framework had withdrawn a service of the machine already");
      }
    }
  }
}
