package org.backplane.api.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.metric.MetricDescription.Unit;
import org.junit.jupiter.api.Test;

/** Metrics that are kept elsewhere. */
final class ElsewhereTest {

  private static final MetricDescription DONE = MetricDescription.counter("done", "Things done");
  private static final MetricDescription FILL =
      MetricDescription.gauge("fill", Unit.BYTES, "How full it is");
  private static final MetricDescription TIME = MetricDescription.latency("time", "How long");

  private final AtomicLong source = new AtomicLong(5);

  @Test
  void areReadWheneverSomebodyAsks() {
    Metrics metrics =
        Metrics.of(List.of(DONE, FILL), Map.of("done", source::get, "fill", source::get));
    assertThat(metrics.counter("done").value()).isEqualTo(5);
    assertThat(metrics.gauge("fill").value()).isEqualTo(5);
    source.set(7);
    metrics.counter("done").increment();
    metrics.gauge("fill").set(-2);
    assertThat(metrics.counter("done").value()).isEqualTo(8);
    assertThat(metrics.gauge("fill").value()).isEqualTo(5);
  }

  @Test
  void areCountersAndGaugesOnly() {
    assertThatThrownBy(() -> Metrics.of(List.of(DONE, TIME), Map.of("time", source::get)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no counter or gauge time");
    assertThatThrownBy(() -> Metrics.of(List.of(DONE), Map.of("fill", source::get)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no counter or gauge fill");
  }

  @Test
  void areReadAtTheirNewPlaceWhenOthersFollow() {
    Metrics before = Metrics.of(List.of(DONE, FILL), Map.of("done", source::get));
    before.gauge("fill").set(3);
    Metrics after =
        Metrics.of(List.of(DONE, FILL), Map.of("done", new AtomicLong(100)::get)).following(before);
    assertThat(after.counter("done").value()).isEqualTo(100);
    assertThat(after.gauge("fill").value()).isEqualTo(3);
    Metrics plain = Metrics.of(List.of(DONE)).following(after);
    assertThat(plain.counter("done").value()).as("the old place is forgotten").isZero();
  }
}
