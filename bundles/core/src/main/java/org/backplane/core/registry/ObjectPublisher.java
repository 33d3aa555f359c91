package org.backplane.core.registry;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.backplane.api.metric.Measured;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.object.ObjectStatus;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** Makes live objects known as OSGi services, under the API's kinds of objects that they are. */
final class ObjectPublisher {

  private static final String API = "org.backplane.api.";

  private final BundleContext context;

  ObjectPublisher(BundleContext context) {
    this.context = context;
  }

  Registration publish(ObjectStatus status, BackendObject object) {
    var properties =
        Map.of("backplane.id", status.path().id(), "backplane.type", status.typeName());
    var service =
        context.registerService(
            interfaces(object.getClass()).toArray(String[]::new),
            object,
            FrameworkUtil.asDictionary(properties));
    return service::unregister;
  }

  Registration publish(Measured measured) {
    var service = context.registerService(Measured.class, measured, null);
    return () -> {
      try {
        service.unregister();
      } catch (IllegalStateException _) {
        // The framework did it when this bundle stopped.
      }
    };
  }

  private static Set<String> interfaces(Class<?> implementation) {
    var names = new LinkedHashSet<String>();
    var open = new ArrayDeque<Class<?>>();
    for (Class<?> c = implementation; c != null; c = c.getSuperclass()) {
      open.addAll(Set.of(c.getInterfaces()));
    }
    while (!open.isEmpty()) {
      Class<?> next = open.poll();
      if (next.getName().startsWith(API) && BackendObject.class.isAssignableFrom(next)) {
        names.add(next.getName());
      }
      open.addAll(Set.of(next.getInterfaces()));
    }
    return names;
  }
}
