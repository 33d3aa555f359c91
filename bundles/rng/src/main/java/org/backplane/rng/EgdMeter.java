package org.backplane.rng;

import org.backplane.api.metric.Counter;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.Metrics;

/**
 * What one {@code rng-egd} counts.
 *
 * @param requests as every backend of the family
 * @param reconnects servers that came after another one had gone
 */
record EgdMeter(RequestMeter requests, Counter reconnects) {

  static final MetricDescription RECONNECTS =
      MetricDescription.counter("reconnects", "connections after an earlier one was lost");

  static EgdMeter of(Metrics metrics) {
    return new EgdMeter(new RequestMeter(metrics), metrics.counter(RECONNECTS.name()));
  }
}
