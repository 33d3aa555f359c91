package org.backplane.vm.runtime.serial;

import java.util.List;
import org.backplane.api.metric.Counter;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.Metrics;

/** Counts the bytes of a serial line; any thread. */
public final class SerialMeter {

  private static final String IN = "bytes-in";
  private static final String OUT = "bytes-out";
  private static final String DROPPED = "bytes-dropped";

  /** What a serial line measures. */
  public static final List<MetricDescription> METRICS =
      List.of(
          MetricDescription.bytes(IN, "Bytes that came from the peer"),
          MetricDescription.bytes(OUT, "Bytes that the peer took"),
          MetricDescription.bytes(DROPPED, "Bytes of either side that nobody took"));

  private final Counter in;
  private final Counter out;
  private final Counter dropped;

  /**
   * @param metrics the line's, as described above
   */
  public SerialMeter(Metrics metrics) {
    this.in = metrics.counter(IN);
    this.out = metrics.counter(OUT);
    this.dropped = metrics.counter(DROPPED);
  }

  void received(int bytes) {
    in.add(bytes);
  }

  void sent(int bytes) {
    out.add(bytes);
  }

  void dropped(long bytes) {
    dropped.add(bytes);
  }
}
