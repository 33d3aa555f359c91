package org.backplane.tck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.Resources;

/**
 * The resources of one definition, without a registry. Closing it ends the definition: everything
 * kept is closed, the last made first.
 */
public final class TestResources implements Resources, AutoCloseable {

  private static final List<String> LASTING = List.of("org.backplane.linux.", "org.backplane.api.");

  private final SequencedMap<String, AutoCloseable> kept = new LinkedHashMap<>();

  @Override
  public synchronized <R extends AutoCloseable> R keep(String name, Class<R> kind, Maker<R> maker)
      throws BackplaneException {
    AutoCloseable resource = kept.get(name);
    if (resource == null) {
      resource = maker.make();
      requireLasting(resource.getClass());
      kept.put(name, resource);
    }
    if (!kind.isInstance(resource)) {
      throw new IllegalArgumentException(
          "resource '%s' is a %s".formatted(name, resource.getClass().getName()));
    }
    return kind.cast(resource);
  }

  @Override
  public synchronized void release(String name) {
    AutoCloseable resource = kept.remove(name);
    if (resource != null) {
      close(name, resource);
    }
  }

  /** What is kept now, in the order of its making. */
  public synchronized List<String> names() {
    return List.copyOf(kept.sequencedKeySet());
  }

  @Override
  public void close() {
    for (String name : new ArrayList<>(names()).reversed()) {
      release(name);
    }
  }

  // In a running host the class would be unloaded under the resource's feet.
  private static void requireLasting(Class<?> kind) {
    ClassLoader loader = kind.getClassLoader();
    boolean fromJdk = loader == null || loader.equals(ClassLoader.getPlatformClassLoader());
    if (!fromJdk && LASTING.stream().noneMatch(kind.getName()::startsWith)) {
      throw new IllegalArgumentException(
          kind.getName() + " would outlive the bundle that it comes from");
    }
  }

  private static void close(String name, AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new AssertionError("resource '" + name + "' did not close cleanly", e);
    }
  }
}
