package org.backplane.chardev;

import java.util.List;
import org.backplane.api.metric.Counter;
import org.backplane.api.metric.Latency;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.Metrics;

/**
 * What a device measures of its peers and of the bytes that go to and fro.
 *
 * @param in bytes that came from peers
 * @param out bytes that went to them
 * @param dropped bytes that were not taken in time
 * @param connections peers that have come
 * @param failures peers that could not come in, or be reached
 * @param latency how long writing took
 */
record Traffic(
    Counter in,
    Counter out,
    Counter dropped,
    Counter connections,
    Counter failures,
    Latency latency) {

  private static final String IN = "bytes-in";
  private static final String OUT = "bytes-out";
  private static final String DROPPED = "bytes-dropped";
  private static final String CONNECTIONS = "connections";
  private static final String FAILURES = "connection-failures";
  private static final String LATENCY = "write-latency";

  /** What is measured. */
  static MetricDescription[] descriptions() {
    return new MetricDescription[] {
      MetricDescription.bytes(IN, "bytes that came from peers"),
      MetricDescription.bytes(OUT, "bytes that peers took"),
      MetricDescription.bytes(DROPPED, "bytes that peers did not take in time"),
      MetricDescription.counter(CONNECTIONS, "peers that have come"),
      MetricDescription.counter(FAILURES, "peers that could not come in or be reached"),
      MetricDescription.latency(LATENCY, "how long a message took to be written"),
    };
  }

  static Traffic of(Metrics metrics) {
    return new Traffic(
        metrics.counter(IN),
        metrics.counter(OUT),
        metrics.counter(DROPPED),
        metrics.counter(CONNECTIONS),
        metrics.counter(FAILURES),
        metrics.latency(LATENCY));
  }

  /** For what nobody looks at. */
  static Traffic unmeasured() {
    return of(Metrics.of(List.of(descriptions())));
  }

  /**
   * A peer of a device that numbers its peers, one after the other, has come; or is still there for
   * the next code.
   */
  void came(long number) {
    connections.add(Math.max(0, number - connections.value()));
  }

  /**
   * A message was written, or given up.
   *
   * @param start {@link System#nanoTime} before
   * @param taken how much of it went
   * @param left how much did not
   */
  void wrote(long start, int taken, int left) {
    latency.recordSince(start);
    out.add(taken);
    dropped.add(left);
  }
}
