package org.backplane.vm.runtime.virtio;

import org.backplane.api.metric.Counter;
import org.backplane.api.metric.Latency;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.Metrics;
import org.backplane.vm.runtime.trace.RngTrace;

/** Counts and tells what an entropy device does. On the device's loop, or any thread. */
final class RngProbe {

  static final MetricDescription REQUESTS =
      MetricDescription.counter("requests", "Requests to the backend");
  static final MetricDescription BYTES =
      MetricDescription.bytes("entropy-bytes", "Bytes that the backend delivered");
  static final MetricDescription LATENCY =
      MetricDescription.latency(
          "request-latency", "Time from a request to its bytes in the guest's buffers");
  static final MetricDescription THROTTLED =
      MetricDescription.counter("throttled", "Times that the guest had to wait because of a limit");

  private final String path;
  private final RngTrace trace;
  private final Counter requests;
  private final Counter bytes;
  private final Latency latency;
  private final Counter throttled;

  /**
   * @param path the device's place in the object tree
   * @param metrics the device's, with those above
   */
  RngProbe(String path, RngTrace trace, Metrics metrics) {
    this.path = path;
    this.trace = trace;
    this.requests = metrics.counter(REQUESTS.name());
    this.bytes = metrics.counter(BYTES.name());
    this.latency = metrics.latency(LATENCY.name());
    this.throttled = metrics.counter(THROTTLED.name());
  }

  void requested(int size, long quota) {
    requests.increment();
    if (trace.request.enabled()) {
      trace.request.record(path, size, quota);
    }
  }

  void popped() {
    if (trace.popped.enabled()) {
      trace.popped.record(path);
    }
  }

  void pushed(long length) {
    if (trace.pushed.enabled()) {
      trace.pushed.record(path, length);
    }
  }

  /** The guest has the bytes that were asked for at that {@link System#nanoTime}. */
  void delivered(int count, long askedAt) {
    bytes.add(count);
    latency.recordSince(askedAt);
  }

  void throttled() {
    throttled.increment();
  }

  void runs(boolean running) {
    if (trace.vmStateChange.enabled()) {
      trace.vmStateChange.record(path, running);
    }
  }

  void driverNotReady() {
    if (trace.guestNotReady.enabled()) {
      trace.guestNotReady.record(path);
    }
  }

  void machineStopped(long bytesHere) {
    if (trace.cpuIsStopped.enabled()) {
      trace.cpuIsStopped.record(path, bytesHere);
    }
  }
}
