package org.backplane.api.metric;

import java.util.List;

/**
 * Something with metrics. Register it as an OSGi service for as long as the thing is there, and
 * every face shows it. Objects need not do so: the registry does it for them.
 *
 * @param target what kind of thing it is
 * @param path where it stands in the object tree, such as {@code /objects/rng0}
 * @param type its type, such as {@code rng-random}
 * @param parent the abstract type that it belongs to, such as {@code rng-backend}; empty for none
 * @param metrics what is measured
 */
public record Measured(Target target, String path, String type, String parent, Metrics metrics) {

  /** What kind of thing is measured. */
  public enum Target {
    /** The machine as a whole. */
    VM,
    /** A CPU. */
    VCPU,
    /** A backend below {@code /objects}. */
    OBJECT,
    /** A character device. */
    CHARDEV,
    /** A device of the machine. */
    DEVICE,
    /** A monitor and its sessions. */
    MONITOR
  }

  /** What each of its metrics is. */
  public List<MetricDescription> descriptions() {
    return metrics.all().stream().map(Metric::description).toList();
  }
}
