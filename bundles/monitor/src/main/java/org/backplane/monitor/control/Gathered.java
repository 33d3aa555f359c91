package org.backplane.monitor.control;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All services of a kind, in the order in which they came.
 *
 * @param <S> the kind
 */
public final class Gathered<S> {

  private final List<S> services = new CopyOnWriteArrayList<>();

  public void add(S came) {
    services.add(came);
  }

  public void remove(S gone) {
    services.remove(gone);
  }

  /** Those that are there now. */
  public List<S> all() {
    return List.copyOf(services);
  }
}
