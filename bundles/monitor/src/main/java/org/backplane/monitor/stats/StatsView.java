package org.backplane.monitor.stats;

import java.util.List;
import java.util.regex.Pattern;
import org.backplane.api.metric.Measured;

/**
 * A way to tell what is measured of a type.
 *
 * @param provider in whose name
 * @param target as what
 * @param names which metrics are told
 */
record StatsView(StatsProvider provider, StatsTarget target, Pattern names) {

  private static final String CRYPTODEV = "cryptodev-backend";
  private static final Pattern ALL = Pattern.compile(".*");
  private static final Pattern OF_CRYPTODEV =
      Pattern.compile("(sym-(encrypt|decrypt)|asym-(encrypt|decrypt|sign|verify))-(ops|bytes)");

  /** All ways to tell of a type. */
  static List<StatsView> of(Measured.Target target, String type, String parent) {
    var own = new StatsView(StatsProvider.BACKPLANE, StatsTarget.of(target), ALL);
    boolean cryptodev = type.equals(CRYPTODEV) || parent.equals(CRYPTODEV);
    return cryptodev && target == Measured.Target.OBJECT
        ? List.of(own, new StatsView(StatsProvider.CRYPTODEV, StatsTarget.CRYPTODEV, OF_CRYPTODEV))
        : List.of(own);
  }

  boolean shows(String metric) {
    return names.matcher(metric).matches();
  }

  /** Whether something with no number to show is told of all the same. */
  boolean showsEmpty() {
    return provider == StatsProvider.CRYPTODEV;
  }
}
