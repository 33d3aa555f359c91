package org.backplane.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.backplane.api.NotActiveException;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.http.PageServer;
import org.backplane.api.job.Jobs;
import org.backplane.api.launch.Preconfiguration;
import org.backplane.api.launch.StartGate;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.monitor.Monitors;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.option.OptionParser;
import org.backplane.api.qtest.RegisterTestServer;
import org.backplane.api.trace.Tracing;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/** The services of this framework. */
final class BundleServices implements HostServices, AutoCloseable {

  private final BundleContext context;
  private final Runnable more;
  private final Duration deadline;
  private final List<ServiceTracker<?, ?>> trackers = new ArrayList<>();

  /**
   * @param more starts the remaining bundles
   * @param deadline how long a service may take to come
   */
  BundleServices(BundleContext context, Runnable more, Duration deadline) {
    this.context = context;
    this.more = more;
    this.deadline = deadline;
  }

  @Override
  public OptionParser parser() throws NotActiveException {
    return await(OptionParser.class);
  }

  @Override
  public ObjectRegistry registry() throws NotActiveException {
    return await(ObjectRegistry.class);
  }

  @Override
  public Jobs jobs() throws NotActiveException {
    return await(Jobs.class);
  }

  @Override
  public MachineBuilder machines() throws NotActiveException {
    return await(MachineBuilder.class);
  }

  @Override
  public Registration follow(ServiceUser<Monitors> user) throws NotActiveException {
    return follow(Monitors.class, user);
  }

  @Override
  public Registration followTestServer(ServiceUser<RegisterTestServer> user)
      throws NotActiveException {
    return follow(RegisterTestServer.class, user);
  }

  @Override
  public Registration followPages(ServiceUser<PageServer> user) throws NotActiveException {
    return follow(PageServer.class, user);
  }

  private <S> Registration follow(Class<S> type, ServiceUser<S> user) throws NotActiveException {
    ServiceTracker<S, S> tracker = following(type, user);
    await(type, tracker);
    return tracker::close;
  }

  private <S> ServiceTracker<S, S> following(Class<S> type, ServiceUser<S> user) {
    return new ServiceTracker<>(context, type, null) {
      @Override
      public @Nullable S addingService(ServiceReference<S> reference) {
        S service = super.addingService(reference);
        if (service != null) {
          user.came(service);
        }
        return service;
      }

      @Override
      public void removedService(ServiceReference<S> reference, S service) {
        user.gone(service);
        super.removedService(reference, service);
      }
    };
  }

  @Override
  public Registration offer(Preconfiguration preconfiguration) {
    ServiceRegistration<Preconfiguration> offered =
        context.registerService(
            Preconfiguration.class, preconfiguration, FrameworkUtil.asDictionary(Map.of()));
    return () -> withdraw(offered);
  }

  private static void withdraw(ServiceRegistration<?> offered) {
    try {
      offered.unregister();
    } catch (IllegalStateException _) {
      // Gone before, with this bundle at the latest.
    }
  }

  @Override
  public DebugServer debugServer() throws NotActiveException {
    return await(DebugServer.class);
  }

  @Override
  public Tracing tracing() throws NotActiveException {
    return await(Tracing.class);
  }

  @Override
  public StartGate startGate() throws NotActiveException {
    return await(StartGate.class);
  }

  @Override
  public void startTheRest() {
    more.run();
  }

  private <S> S await(Class<S> type) throws NotActiveException {
    return await(type, new ServiceTracker<>(context, type, null));
  }

  private <S> S await(Class<S> type, ServiceTracker<S, S> tracker) throws NotActiveException {
    synchronized (trackers) {
      trackers.add(tracker);
    }
    tracker.open();
    try {
      S service = tracker.waitForService(deadline.toMillis());
      if (service != null) {
        return service;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new NotActiveException(
        "",
        "no bundle offers " + type.getSimpleName(),
        "see the log for a bundle that did not start");
  }

  /** Gives all services back. */
  @Override
  public void close() {
    synchronized (trackers) {
      trackers.forEach(ServiceTracker::close);
      trackers.clear();
    }
  }
}
