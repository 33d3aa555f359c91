package org.backplane.vm.runtime.virtio;

import java.util.List;
import org.backplane.api.metric.Metrics;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.trace.VirtioTrace;

/** Probes and metrics of devices that stand alone. */
final class Probes {

  private Probes() {}

  /** A probe that nobody looks at. */
  static VirtioProbe unread(String path) {
    return new VirtioProbe(path, new VirtioTrace(), Metrics.of(List.of(VirtioProbe.metricsAnd())));
  }

  static Metrics metrics(TypeDescription type) {
    return Metrics.of(type.metrics());
  }
}
