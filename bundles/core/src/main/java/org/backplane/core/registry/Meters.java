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
  private Metrics metrics = CommonMetrics.alone();
  private CommonMetrics common = new CommonMetrics(metrics);
  private boolean fallsBack;
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

  /**
   * The object is being made, by code of that type. Numbers that earlier code began go on, and stay
   * as they are if this code fails.
   */
  Live making(TypeDescription type, Making code) throws BackplaneException {
    Metrics candidate = Metrics.of(CommonMetrics.besides(type)).following(metrics);
    boolean sameCode = fallsBack;
    fallsBack = false;
    long start = System.nanoTime();
    Live made;
    try {
      made = code.make(candidate);
    } catch (BackplaneException e) {
      candidate.letGo();
      common.failed();
      throw e;
    }
    metrics = candidate;
    common = new CommonMetrics(candidate);
    common.creation().recordSince(start);
    endDetachment(sameCode);
    show(type);
    return made;
  }

  /** Newer code failed: the next that makes the object is what served it before. */
  void fallsBack() {
    fallsBack = true;
  }

  private void endDetachment(boolean sameCode) {
    if (detachedSince.isPresent()) {
      if (!sameCode) {
        common.exchanged();
      }
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

  /** Its code goes, and what it tells of itself is what it tells now. */
  void detached() {
    metrics.letGo();
    detachedSince = OptionalLong.of(System.nanoTime());
  }

  /** Its code has gone. */
  void ended() {
    metrics.letGo(); // what it may have left behind as it closed
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
