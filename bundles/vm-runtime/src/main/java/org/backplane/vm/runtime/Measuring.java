package org.backplane.vm.runtime;

import java.util.Map;
import java.util.function.LongSupplier;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.Measured.Target;
import org.backplane.api.metric.Metrics;
import org.backplane.api.type.TypeDescription;

/** Makes what parts of the machine measure, out of the descriptions of their types. */
final class Measuring {

  private Measuring() {}

  /** A device's, all of which it counts itself. */
  static Measured device(String path, TypeDescription type) {
    return of(Target.DEVICE, path, type, Map.of());
  }

  /**
   * Of any part.
   *
   * @param elsewhere for metrics by name, where they are read
   */
  static Measured of(
      Target target, String path, TypeDescription type, Map<String, LongSupplier> elsewhere) {
    return new Measured(
        target, path, type.name(), type.parent(), Metrics.of(type.metrics(), elsewhere));
  }
}
