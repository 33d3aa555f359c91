package org.backplane.monitor.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The code of the objects of a kind that are live now, by id. It follows their services: to ask one
 * waits for nobody, unlike a lease, which waits for its object's turn. Whoever finds one keeps it
 * for the one call that is about to be made.
 *
 * @param <S> the kind
 */
public final class Live<S> {

  private final Map<String, S> byId = new ConcurrentSkipListMap<>();

  /** An object is live from now on. */
  public void add(String id, S came) {
    byId.put(id, came);
  }

  /** An object's code ends; nothing happens when newer code has come meanwhile. */
  public void remove(String id, S gone) {
    byId.remove(id, gone);
  }

  public Optional<S> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Those that are also of a narrower kind, by id and sorted. */
  public <N extends S> SequencedMap<String, N> all(Class<N> narrower) {
    var found = new LinkedHashMap<String, N>();
    byId.forEach(
        (id, live) -> {
          if (narrower.isInstance(live)) {
            found.put(id, narrower.cast(live));
          }
        });
    return found;
  }
}
