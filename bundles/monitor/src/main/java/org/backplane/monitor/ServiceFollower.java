package org.backplane.monitor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.backplane.monitor.control.Present;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Follows services that come and go. One class for all of them, where a component would need a pair
 * of methods for each.
 */
final class ServiceFollower implements AutoCloseable {

  private final BundleContext context;
  private final List<ServiceTracker<?, ?>> trackers = new ArrayList<>();

  ServiceFollower(BundleContext context) {
    this.context = context;
  }

  /** Keeps up with the service of a type; the framework says which one, if there are several. */
  <S> void follow(Class<S> type, Present<S> present) {
    follow(filter("(objectClass=" + type.getName() + ")"), new Best<>(present));
  }

  /**
   * Keeps up with the service of a type that carries a property.
   *
   * @param condition a filter, such as {@code (backplane.launch=exit)}
   */
  <S> void follow(Class<S> type, String condition, Present<S> present) {
    follow(filter("(&(objectClass=" + type.getName() + ")" + condition + ")"), new Best<>(present));
  }

  /** Keeps up with all services of a type. */
  <S> void followAll(
      Class<S> type,
      BiConsumer<ServiceReference<S>, S> came,
      BiConsumer<ServiceReference<S>, S> gone) {
    follow(
        filter("(objectClass=" + type.getName() + ")"),
        new Follower<S>() {
          @Override
          public void came(ServiceReference<S> reference, S service) {
            came.accept(reference, service);
          }

          @Override
          public void gone(ServiceReference<S> reference, S service) {
            gone.accept(reference, service);
          }
        });
  }

  private static Filter filter(String text) {
    try {
      return FrameworkUtil.createFilter(text);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private interface Follower<S> {
    void came(ServiceReference<S> reference, S service);

    void gone(ServiceReference<S> reference, S service);
  }

  /** Of several services the best one by the framework's order. */
  private static final class Best<S> implements Follower<S> {

    private final Present<S> present;
    private final ReentrantLock lock = new ReentrantLock();
    private final SortedMap<ServiceReference<S>, S> all = new TreeMap<>(Collections.reverseOrder());

    Best(Present<S> present) {
      this.present = present;
    }

    @Override
    public void came(ServiceReference<S> reference, S service) {
      lock.lock();
      try {
        all.put(reference, service);
        if (all.firstKey().equals(reference)) {
          present.set(service);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void gone(ServiceReference<S> reference, S service) {
      lock.lock();
      try {
        all.remove(reference);
        if (present.unset(service) && !all.isEmpty()) {
          present.set(all.firstEntry().getValue());
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private <S> void follow(Filter filter, Follower<S> follower) {
    var tracker =
        new ServiceTracker<S, S>(context, filter, null) {
          @Override
          public @Nullable S addingService(ServiceReference<S> reference) {
            S service = super.addingService(reference);
            if (service != null) {
              follower.came(reference, service);
            }
            return service;
          }

          @Override
          public void removedService(ServiceReference<S> reference, S service) {
            follower.gone(reference, service);
            super.removedService(reference, service);
          }
        };
    trackers.add(tracker);
    tracker.open();
  }

  /** Gives all services back; to those that followed them they are gone. */
  @Override
  public void close() {
    trackers.forEach(ServiceTracker::close);
  }
}
