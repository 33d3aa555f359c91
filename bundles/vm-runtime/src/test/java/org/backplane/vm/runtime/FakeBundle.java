package org.backplane.vm.runtime;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A bundle context that keeps registered services in a list. */
final class FakeBundle implements InvocationHandler {

  final List<Object> services = new CopyOnWriteArrayList<>();
  private volatile boolean stopped;

  BundleContext context() {
    return proxy(BundleContext.class, this);
  }

  /** Refuses registrations from now on, as a stopping bundle does. */
  void stop() {
    stopped = true;
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) {
    if (!method.getName().equals("registerService")) {
      throw new UnsupportedOperationException(method.toString());
    }
    if (stopped) {
      throw new IllegalStateException("the bundle is stopping");
    }
    Object service = arguments[1];
    services.add(service);
    return proxy(
        ServiceRegistration.class,
        (_, _, _) -> {
          services.remove(service);
          return null;
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(FakeBundle.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
