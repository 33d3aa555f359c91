package org.backplane.rng;

import java.util.List;
import org.backplane.api.metric.Metrics;

/** Meters of nobody in particular. */
final class TestMeter {

  private TestMeter() {}

  static Metrics metrics() {
    return Metrics.of(List.of(RequestMeter.commonAnd(EgdMeter.RECONNECTS)));
  }

  static RequestMeter requests() {
    return new RequestMeter(metrics());
  }

  static EgdMeter egd() {
    return EgdMeter.of(metrics());
  }
}
