package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.monitor.control.Present;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

class ServiceFollowerTest {

  private final Map<ServiceReference<?>, String> services = new LinkedHashMap<>();
  private final List<ServiceListener> listeners = new CopyOnWriteArrayList<>();
  private final Present<String> present = new Present<>();
  private final List<String> told = new ArrayList<>();
  private final ServiceFollower follower = new ServiceFollower(context());

  @AfterEach
  void close() {
    follower.close();
  }

  @Test
  void aServiceThatIsThereAlreadyIsSeen() {
    register(1, "early");

    follower.follow(String.class, present);

    assertThat(present.find()).contains("early");
  }

  @Test
  void theBestOfSeveralIsTheOne() {
    follower.follow(String.class, present);
    register(5, "middling");
    ServiceReference<?> best = register(9, "best");
    register(1, "worst");
    assertThat(present.find()).contains("best");

    withdraw(best);
    assertThat(present.find()).contains("middling");
  }

  @Test
  void nothingIsThereWhenTheLastOneHasGone() {
    follower.follow(String.class, present);
    withdraw(register(1, "only"));

    assertThat(present.find()).isEmpty();
  }

  @Test
  void whatAccompaniesAServiceEndsWithIt() {
    present.accompany(
        service -> {
          told.add("+" + service);
          return () -> told.add("-" + service);
        });
    follower.follow(String.class, present);
    register(1, "a");
    withdraw(register(2, "b"));
    follower.close();

    assertThat(told).containsExactly("+a", "+b", "-a", "-b", "+a", "-a");
    assertThat(present.find()).isEmpty();
  }

  @Test
  void allOfAKindAreTold() {
    follower.followAll(
        String.class, (_, came) -> told.add("+" + came), (_, gone) -> told.add("-" + gone));
    ServiceReference<?> first = register(1, "a");
    register(2, "b");
    withdraw(first);

    assertThat(told).containsExactly("+a", "+b", "-a");
  }

  // --- a framework with a service registry and nothing else

  private ServiceReference<?> register(int rank, String service) {
    ServiceReference<?> reference = reference(rank);
    services.put(reference, service);
    tell(ServiceEvent.REGISTERED, reference);
    return reference;
  }

  private void withdraw(ServiceReference<?> reference) {
    tell(ServiceEvent.UNREGISTERING, reference);
    services.remove(reference);
  }

  private void tell(int type, ServiceReference<?> reference) {
    listeners.forEach(listener -> listener.serviceChanged(new ServiceEvent(type, reference)));
  }

  private static ServiceReference<?> reference(int rank) {
    return (ServiceReference<?>)
        Proxy.newProxyInstance(
            ServiceFollowerTest.class.getClassLoader(),
            new Class<?>[] {ServiceReference.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "compareTo" -> Integer.compare(rank, (int) property(arguments[0]));
                  case "getProperty", "hashCode" -> rank;
                  case "equals" -> proxy == arguments[0];
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static Object property(Object reference) {
    return ((ServiceReference<?>) reference).getProperty("rank");
  }

  private BundleContext context() {
    return (BundleContext)
        Proxy.newProxyInstance(
            ServiceFollowerTest.class.getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "addServiceListener" -> listeners.add((ServiceListener) arguments[0]);
                  case "removeServiceListener" -> listeners.remove(arguments[0]);
                  case "getServiceReferences" ->
                      services.isEmpty()
                          ? null
                          : services.keySet().toArray(ServiceReference[]::new);
                  case "getService" -> services.get((ServiceReference<?>) arguments[0]);
                  case "ungetService" -> true;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
