package org.backplane.metrics.text;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log, once for each, which names stand for something else already. */
final class Clashes {

  private static final Logger LOG = LoggerFactory.getLogger(Clashes.class);

  /** However many there are, the log is not filled. */
  private static final int MOST_TOLD = 100;

  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * A family is not shown.
   *
   * @param whose what measures it
   */
  void tell(Family family, String whose) {
    if (told.size() < MOST_TOLD && told.add(family.name() + " " + whose)) {
      LOG.warn(
          "metric {} ({}) of {} is not shown: its name, or that of a sample, stands for something"
              + " else",
          family.name(),
          family.kind().openMetrics(),
          whose);
    }
  }

  /** So many have been told. */
  int count() {
    return told.size();
  }
}
