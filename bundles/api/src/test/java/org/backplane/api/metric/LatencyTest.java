package org.backplane.api.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatencyTest {

  private final Latency latency =
      Metrics.of(List.of(MetricDescription.latency("time", "How long"))).latency("time");

  @Test
  void nothingTookNoTime() {
    assertThat(latency.snapshot().quantileNanos(0.99)).isZero();
    assertThat(latency.snapshot().longestNanos()).isZero();
  }

  @Test
  void aQuantileIsTheUpperEndOfItsBucket() {
    latency.record(1000);
    latency.record(1025);
    assertThat(latency.snapshot().quantileNanos(0.5)).isEqualTo(1024);
    assertThat(latency.snapshot().quantileNanos(1)).isEqualTo(2048);
    assertThat(latency.snapshot().longestNanos()).isEqualTo(1025);
  }

  /** The last bucket has no upper end. */
  @ParameterizedTest
  @ValueSource(longs = {1L << 38, 1L << 39, 1L << 50, Long.MAX_VALUE})
  void whatTookLongerThanAllBucketsIsToldAsItWas(long nanos) {
    latency.record(nanos);
    latency.record(1L << 37);
    Latency.Snapshot snapshot = latency.snapshot();
    assertThat(snapshot.counts()[Latency.BUCKETS - 1]).isEqualTo(1);
    assertThat(snapshot.quantileNanos(0.5)).isEqualTo(1L << 38);
    assertThat(snapshot.quantileNanos(1)).isEqualTo(nanos);
    assertThat(snapshot.longestNanos()).isEqualTo(nanos);
  }
}
