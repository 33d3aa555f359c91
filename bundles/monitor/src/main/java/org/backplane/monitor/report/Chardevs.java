package org.backplane.monitor.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.type.Container;

/** Reports the character devices and their types. */
public final class Chardevs {

  private static final String PREFIX = "chardev-";

  /** Who we are while we look; not a front end. */
  private static final String HOLDER = "query-chardev";

  private final ObjectRegistry registry;

  public Chardevs(ObjectRegistry registry) {
    this.registry = registry;
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
    var entries = new ArrayList<Entry>();
    for (ObjectStatus status : registry.list(Container.CHARDEVS)) {
      String filename =
          filename(status.path()).orElse(status.phase().name().toLowerCase(Locale.ROOT));
      entries.add(
          new Entry(
              status.path().id(),
              filename,
              status.holders().stream().anyMatch(holder -> !holder.equals(HOLDER))));
    }
    return entries;
  }

  /** The names of the types, as {@code -chardev} takes them. */
  public List<String> backends() {
    return registry.types().stream()
        .filter(type -> type.container() == Container.CHARDEVS)
        .map(
            type ->
                type.name().startsWith(PREFIX)
                    ? type.name().substring(PREFIX.length())
                    : type.name())
        .toList();
  }

  private Optional<String> filename(ObjectPath path) {
    try (var lease =
        registry.lease(path, Chardev.class, LeaseTerms.following(HOLDER), new Deaf())) {
      return lease.target().map(Chardev::filename);
    } catch (BackplaneException _) {
      return Optional.empty(); // deleted between the two questions
    }
  }

  /** The lease is only held for a moment. */
  private static final class Deaf implements LeaseListener<Chardev> {
    @Override
    public void attached(Chardev target) {}

    @Override
    public void detached() {}
  }
}
