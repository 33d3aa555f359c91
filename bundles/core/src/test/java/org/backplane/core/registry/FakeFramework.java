package org.backplane.core.registry;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.metric.Measured;
import org.backplane.api.object.BackendFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;

/** As much of a framework as the registry touches. */
final class FakeFramework {

  final List<Object> published = new CopyOnWriteArrayList<>();
  final List<Measured> measured = new CopyOnWriteArrayList<>();
  private long nextServiceId = 1;

  BundleContext context() {
    return proxy(
        BundleContext.class,
        (_, method, arguments) -> {
          if (!method.getName().equals("registerService")) {
            throw new UnsupportedOperationException(method.getName());
          }
          if (arguments[1] instanceof Measured metrics) {
            return registered(measured, metrics);
          }
          return registered(published, arguments[1]);
        });
  }

  private static <S> ServiceRegistration<?> registered(List<S> services, S service) {
    services.add(service);
    return proxy(ServiceRegistration.class, (_, _, _) -> services.remove(service));
  }

  ServiceReference<BackendFactory> reference(int ranking, String bundleVersion) {
    long id = nextServiceId++;
    Bundle bundle =
        proxy(
            Bundle.class,
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "getVersion" -> Version.parseVersion(bundleVersion);
                  case "equals" -> self == arguments[0];
                  case "hashCode" -> (int) id;
                  case "toString" -> "bundle " + bundleVersion;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
    return proxy(
        ServiceReference.class,
        (_, method, arguments) ->
            switch (method.getName()) {
              case "getBundle" -> bundle;
              case "getProperty" ->
                  arguments[0].equals(Constants.SERVICE_ID) ? (Object) id : ranking;
              default -> throw new UnsupportedOperationException(method.getName());
            });
  }

  @SuppressWarnings("unchecked")
  private static <T> T proxy(Class<?> type, InvocationHandler handler) {
    return (T)
        Proxy.newProxyInstance(
            FakeFramework.class.getClassLoader(), new Class<?>[] {type}, handler);
  }
}
