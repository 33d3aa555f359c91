package org.backplane.monitor;

import org.backplane.api.metric.Measured;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.monitor.control.Surroundings;
import org.osgi.framework.BundleContext;

/** The framework of this bundle. */
final class FrameworkWorld implements World {

  private final BundleContext context;

  FrameworkWorld(BundleContext context) {
    this.context = context;
  }

  @Override
  public String version() {
    return context.getBundle().getVersion().toString();
  }

  @Override
  public Registration follow(Surroundings around) {
    return SurroundingServices.follow(context, around)::close;
  }

  @Override
  public Registration publish(Measured measured) {
    var service = context.registerService(Measured.class, measured, null);
    return () -> {
      try {
        service.unregister();
      } catch (IllegalStateException _) {
        // The framework did it when this bundle stopped.
      }
    };
  }
}
