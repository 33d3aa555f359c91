package org.backplane.monitor.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.control.Live;

/** Reports the character devices and their types. */
public final class Chardevs {

  private final ObjectRegistry registry;
  private final Live<Chardev> live;

  public Chardevs(ObjectRegistry registry, Live<Chardev> live) {
    this.registry = registry;
    this.live = live;
  }

  /**
   * A character device.
   *
   * @param filename what it is connected to; its phase while it is not live
   * @param open whether a front end uses it
   */
  public record Entry(String label, String filename, boolean open) {}

  /** All devices in the order of their creation. */
  public List<Entry> list() {
    return registry.list(Container.CHARDEVS).stream().map(this::entry).toList();
  }

  private Entry entry(ObjectStatus status) {
    String id = status.path().id();
    String filename =
        live.find(id)
            .map(Chardev::filename)
            .orElseGet(() -> status.phase().name().toLowerCase(Locale.ROOT));
    return new Entry(id, filename, !status.holders().isEmpty());
  }

  /** A device's code, if it is live, for the one call that is about to be made. */
  public Optional<Chardev> live(String id) {
    return live.find(id);
  }

  /** The types, sorted by name. */
  public List<TypeDescription> types() {
    return registry.types().stream().filter(t -> t.container() == Container.CHARDEVS).toList();
  }
}
