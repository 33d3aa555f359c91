package org.backplane.hostmem;

import java.util.function.LongSupplier;
import org.backplane.api.metric.Counter;
import org.backplane.api.metric.Gauge;
import org.backplane.api.metric.Latency;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.MetricDescription.Unit;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.ObjectRegistry.Registration;

/** What every memory backend measures. */
final class MemoryMeter {

  private static final String SIZE = "size";
  private static final String LOST = "bytes-lost";
  private static final String PREALLOCATED = "bytes-preallocated";
  private static final String PREALLOCATION = "preallocation-latency";

  private final Gauge size;
  private final Gauge lost;
  private final Counter preallocated;
  private final Latency preallocation;

  MemoryMeter(Metrics metrics) {
    size = metrics.gauge(SIZE);
    lost = metrics.gauge(LOST);
    preallocated = metrics.counter(PREALLOCATED);
    preallocation = metrics.latency(PREALLOCATION);
  }

  static MetricDescription[] all() {
    return new MetricDescription[] {
      MetricDescription.gauge(SIZE, Unit.BYTES, "how much memory it is"),
      MetricDescription.gauge(LOST, Unit.BYTES, "what the host has taken away since"),
      MetricDescription.bytes(PREALLOCATED, "memory taken from the host in advance, in bytes"),
      MetricDescription.latency(PREALLOCATION, "preallocations that came to their end"),
    };
  }

  /**
   * There is memory.
   *
   * @param lostBytes what the host has taken away of it
   * @return ends when the code does
   */
  Registration watch(long sizeBytes, LongSupplier lostBytes) {
    size.set(sizeBytes);
    return lost.follow(lostBytes);
  }

  /** All of the memory has been taken from the host, since a {@link System#nanoTime}. */
  void preallocated(long sizeBytes, long startNanoTime) {
    preallocated.add(sizeBytes);
    preallocation.recordSince(startNanoTime);
  }
}
