package org.backplane.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * The launcher's side of the agreement in {@code org.backplane.api.launch}: JDK types as services,
 * told apart by one property, because no class of the product is on the launcher's class path.
 */
final class LaunchServices {

  private static final String ROLE = "backplane.launch";

  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private final BundleContext system;

  LaunchServices(BundleContext system) {
    this.system = system;
  }

  /** Registers all of them; the exit last, since the product starts when that is there. */
  synchronized void register(String[] arguments, Runnable more, Runnable ready, IntConsumer exit) {
    register(String[].class, arguments.clone(), "arguments");
    register(Runnable.class, more, "more");
    register(Runnable.class, ready, "ready");
    register(IntConsumer.class, exit, "exit");
  }

  private <S> void register(Class<S> type, S service, String role) {
    registrations.add(
        system.registerService(type, service, FrameworkUtil.asDictionary(Map.of(ROLE, role))));
  }

  /** Whether a bundle has taken the arguments; without one, nobody reads the command line. */
  synchronized boolean taken() {
    return registrations.isEmpty()
        || registrations.getFirst().getReference().getUsingBundles() != null;
  }

  /** Takes them back: the product ends in order, while all bundles it needs are still there. */
  synchronized void withdraw() {
    registrations.reversed().forEach(ServiceRegistration::unregister);
    registrations.clear();
  }
}
