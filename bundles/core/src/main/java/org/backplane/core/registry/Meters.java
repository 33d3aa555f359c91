package org.backplane.core.registry;

import java.util.Optional;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;

/** What one object measures, for as long as its definition is there. In its mailbox only. */
final class Meters {

  private final ObjectPath path;
  private final Surroundings surroundings;
  private Metrics metrics = Metrics.none();
  private Optional<Registration> publication = Optional.empty();

  Meters(ObjectPath path, Surroundings surroundings) {
    this.path = path;
    this.surroundings = surroundings;
  }

  /** The metrics that a type describes; numbers that earlier code began go on. */
  Metrics of(TypeDescription type) {
    metrics = Metrics.of(type.metrics()).following(metrics);
    return metrics;
  }

  /** The object is there, served by code of that type. */
  void show(TypeDescription type) {
    hide();
    if (!type.metrics().isEmpty()) {
      var measured = new Measured(target(), path.toString(), type.name(), type.parent(), metrics);
      publication = Optional.of(surroundings.publish(measured));
    }
  }

  private Measured.Target target() {
    return path.container() == Container.CHARDEVS
        ? Measured.Target.CHARDEV
        : Measured.Target.OBJECT;
  }

  /** The object is gone. */
  void hide() {
    publication.ifPresent(Registration::close);
    publication = Optional.empty();
  }
}
