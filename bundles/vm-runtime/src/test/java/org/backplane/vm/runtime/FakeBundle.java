package org.backplane.vm.runtime;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.metric.Measured;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A bundle context that keeps registered services in lists, those of metrics in one of its own. */
final class FakeBundle implements InvocationHandler {

  final List<Object> services = new CopyOnWriteArrayList<>();
  final List<Measured> measured = new CopyOnWriteArrayList<>();
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

  BundleContext context() {
    return proxy(BundleContext.class, this);
  }

  /** Refuses registrations from now on, as a stopping bundle does. */
  void stop() {
    stopAfter(0);
  }

  /** Refuses registrations after some more. */
  void stopAfter(int registrations) {
    left.set(registrations);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) {
    if (!method.getName().equals("registerService")) {
      throw new UnsupportedOperationException(method.toString());
    }
    if (left.getAndDecrement() <= 0) {
      throw new IllegalStateException("the bundle is stopping");
    }
    return arguments[1] instanceof Measured part
        ? registered(measured, part)
        : registered(services, arguments[1]);
  }

  private static <T> ServiceRegistration<?> registered(List<T> list, T service) {
    list.add(service);
    return proxy(
        ServiceRegistration.class,
        (_, _, _) -> {
          list.remove(service);
          return null;
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(FakeBundle.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
