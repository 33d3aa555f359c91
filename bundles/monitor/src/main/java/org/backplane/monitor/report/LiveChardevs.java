package org.backplane.monitor.report;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.backplane.api.chardev.Chardev;

/**
 * The code of the character devices that are live now. It follows their services: to ask one waits
 * for nobody, unlike a lease, which waits for its object's turn.
 */
public final class LiveChardevs {

  private final Map<String, Chardev> byId = new ConcurrentHashMap<>();

  /** A device is live from now on. */
  public void add(String id, Chardev came) {
    byId.put(id, came);
  }

  /** A device's code ends; nothing happens when newer code has come meanwhile. */
  public void remove(String id, Chardev gone) {
    byId.remove(id, gone);
  }

  /** A device, for the one call that is about to be made: keep no reference. */
  public Optional<Chardev> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }
}
