package org.backplane.core.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.Resources;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The resources of one definition, in the order of their making. */
final class KeptResources {

  private static final Logger LOG = LoggerFactory.getLogger(KeptResources.class);

  private final String subject;
  private final SequencedMap<String, AutoCloseable> kept = new LinkedHashMap<>();
  private final List<AutoCloseable> unclosed = new ArrayList<>();
  private boolean ended;

  KeptResources(String subject) {
    this.subject = subject;
  }

  /**
   * The view of code that comes from a bundle: it must not leave objects of its own classes here.
   */
  Resources heldFor(Bundle bundle) {
    return new View(bundle);
  }

  /** The names kept now, for {@link #releaseAllBut}. */
  Set<String> names() {
    synchronized (kept) {
      return new HashSet<>(kept.keySet());
    }
  }

  /** Undoes what a refused creation made. */
  void releaseAllBut(Set<String> names) {
    List<String> lastFirst;
    synchronized (kept) {
      lastFirst = List.copyOf(kept.reversed().keySet());
    }
    for (String name : lastFirst) {
      if (!names.contains(name)) {
        release(name);
      }
    }
  }

  /** The definition ends. What could not be closed so far has another, last chance. */
  void releaseAll() {
    synchronized (kept) {
      ended = true;
    }
    releaseAllBut(Set.of());
    List<AutoCloseable> rest;
    synchronized (kept) {
      rest = List.copyOf(unclosed);
      unclosed.clear();
    }
    rest.forEach(this::closeAtLast);
  }

  private void closeAtLast(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception | Error e) {
      LOG.error("{}: its resource {} does not close and stays on this host", subject, resource, e);
    }
  }

  private void release(String name) {
    AutoCloseable resource;
    synchronized (kept) {
      resource = kept.remove(name);
    }
    if (resource != null && !close(name, resource)) {
      synchronized (kept) {
        unclosed.add(resource);
      }
    }
  }

  private boolean close(String name, AutoCloseable resource) {
    try {
      resource.close();
      return true;
    } catch (Exception | Error e) {
      LOG.warn("{}: its resource '{}' did not close", subject, name, e);
      return false;
    }
  }

  private final class View implements Resources {

    private final Bundle user;

    View(Bundle user) {
      this.user = user;
    }

    @Override
    public <R extends AutoCloseable> R keep(String name, Class<R> kind, Maker<R> maker)
        throws BackplaneException {
      AutoCloseable present = find(name);
      if (present != null) {
        return typed(name, kind, present);
      }
      R made = maker.make();
      Bundle origin = FrameworkUtil.getBundle(made.getClass());
      if (origin != null && origin.equals(user)) {
        var _ = close(name, made);
        throw new IllegalArgumentException(
            "%s would outlive its bundle %s".formatted(made.getClass(), user));
      }
      AutoCloseable faster;
      synchronized (kept) {
        faster = ended ? null : kept.putIfAbsent(name, made);
        if (faster == null && !ended) {
          return made;
        }
      }
      var _ = close(name, made);
      if (faster == null) {
        throw new IllegalStateException(subject + " has ended");
      }
      return typed(name, kind, faster);
    }

    @Override
    public void release(String name) {
      KeptResources.this.release(name);
    }

    private @Nullable AutoCloseable find(String name) {
      synchronized (kept) {
        return kept.get(name);
      }
    }

    private <R> R typed(String name, Class<R> kind, AutoCloseable resource) {
      if (!kind.isInstance(resource)) {
        throw new IllegalArgumentException(
            "resource '%s' is a %s".formatted(name, resource.getClass().getName()));
      }
      return kind.cast(resource);
    }
  }
}
