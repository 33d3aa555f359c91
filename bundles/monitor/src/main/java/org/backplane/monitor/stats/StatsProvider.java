package org.backplane.monitor.stats;

import java.util.Locale;

/** Who counts. */
public enum StatsProvider {
  /** Nothing here: the JVM runs the guest. */
  KVM,
  /** What every implementation of the protocol tells of cryptography backends. */
  CRYPTODEV,
  /** Everything that is measured here. */
  BACKPLANE;

  /** As peers write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
