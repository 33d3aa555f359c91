package org.backplane.monitor.stats;

import java.util.Locale;
import org.backplane.api.metric.Measured;

/** What statistics are about. */
public enum StatsTarget {
  VM,
  VCPU,
  CRYPTODEV,
  OBJECT,
  CHARDEV,
  DEVICE,
  MONITOR;

  /** As peers write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static StatsTarget of(Measured.Target target) {
    return switch (target) {
      case VM -> VM;
      case VCPU -> VCPU;
      case OBJECT -> OBJECT;
      case CHARDEV -> CHARDEV;
      case DEVICE -> DEVICE;
      case MONITOR -> MONITOR;
    };
  }
}
