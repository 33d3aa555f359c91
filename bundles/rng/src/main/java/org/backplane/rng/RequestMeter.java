package org.backplane.rng;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.metric.Counter;
import org.backplane.api.metric.Latency;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.Metrics;
import org.backplane.api.rng.EntropyRequest;

/** Ends the requests of one backend, and counts how. Any thread. */
final class RequestMeter {

  private static final String REQUESTS = "requests";
  private static final String BYTES = "bytes";
  private static final String FAILED = "requests-failed";
  private static final String HANDED_BACK = "requests-handed-back";
  private static final String LATENCY = "request-latency";

  private final Counter requests;
  private final Counter bytes;
  private final Counter failed;
  private final Counter handedBack;
  private final Latency latency;

  RequestMeter(Metrics metrics) {
    requests = metrics.counter(REQUESTS);
    bytes = metrics.counter(BYTES);
    failed = metrics.counter(FAILED);
    handedBack = metrics.counter(HANDED_BACK);
    latency = metrics.latency(LATENCY);
  }

  /** What every type of the family measures, and then what a type measures beside. */
  static MetricDescription[] commonAnd(MetricDescription... own) {
    var common =
        List.of(
            MetricDescription.counter(REQUESTS, "requests for entropy"),
            MetricDescription.bytes(BYTES, "entropy delivered, in bytes"),
            MetricDescription.counter(FAILED, "requests that the source failed"),
            MetricDescription.counter(HANDED_BACK, "requests given back unfinished"),
            MetricDescription.latency(LATENCY, "from a request to its entropy"));
    return Stream.concat(common.stream(), Stream.of(own)).toArray(MetricDescription[]::new);
  }

  /** A request came. */
  void asked() {
    requests.increment();
  }

  /** Delivers, see {@link EntropyRequest#fill}. */
  void fill(EntropyRequest request, ByteBuffer entropy) {
    int count = entropy.remaining();
    long waited = request.ageNanos(); // before the front end takes its time
    if (request.fill(entropy)) {
      bytes.add(count);
      latency.record(waited);
    }
  }

  /** Gives a request back unfinished. */
  void handBack(EntropyRequest request) {
    if (request.handBack()) {
      handedBack.increment();
    }
  }

  /** Ends a request with an error. */
  void fail(EntropyRequest request, BackplaneException reason) {
    if (request.fail(reason)) {
      failed.increment();
    }
  }
}
