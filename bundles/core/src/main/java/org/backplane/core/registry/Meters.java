package org.backplane.core.registry;

import java.util.Optional;
import java.util.OptionalLong;
import org.backplane.api.BackplaneException;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** What one object measures, for as long as its definition is there. In its mailbox only. */
final class Meters {

  private final ObjectPath path;
  private final Surroundings surroundings;
  private Metrics metrics = Metrics.none();
  private CommonMetrics common = new CommonMetrics(metrics);
  private OptionalLong detachedSince = OptionalLong.empty();
  private Optional<Registration> publication = Optional.empty();

  /** Makes an object that counts with these metrics. */
  @FunctionalInterface
  interface Making {
    Live make(Metrics metrics) throws BackplaneException;
  }

  /** Changes a property. */
  @FunctionalInterface
  interface Changing {
    PropertyValue change() throws BackplaneException;
  }

  Meters(ObjectPath path, Surroundings surroundings) {
    this.path = path;
    this.surroundings = surroundings;
  }

  /** The object is being made, by code of that type; numbers that earlier code began go on. */
  Live making(TypeDescription type, Making code) throws BackplaneException {
    metrics = Metrics.of(CommonMetrics.besides(type)).following(metrics);
    common = new CommonMetrics(metrics);
    long start = System.nanoTime();
    Live made;
    try {
      made = code.make(metrics);
    } catch (BackplaneException e) {
      common.failed();
      throw e;
    }
    common.creation().recordSince(start);
    endDetachment();
    show(type);
    return made;
  }

  private void endDetachment() {
    if (detachedSince.isPresent()) {
      common.exchanged();
      common.detached().recordSince(detachedSince.getAsLong());
      detachedSince = OptionalLong.empty();
    }
  }

  private void show(TypeDescription type) {
    hide();
    var measured = new Measured(target(), path.toString(), type.name(), type.parent(), metrics);
    publication = Optional.of(surroundings.publish(measured));
  }

  /** A property is being changed. */
  PropertyValue changing(Changing code) throws BackplaneException {
    long start = System.nanoTime();
    PropertyValue changed = code.change();
    common.change().recordSince(start);
    return changed;
  }

  /** Its code goes. */
  void detached() {
    detachedSince = OptionalLong.of(System.nanoTime());
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
