package org.backplane.vm.runtime.virtio;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.metric.Counter;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.Metrics;
import org.backplane.vm.runtime.trace.VirtioTrace;

/** Counts and tells what happens at the registers and queues of one device; any thread. */
public final class VirtioProbe {

  private static final String NOTIFICATIONS = "notifications";
  private static final String CHAINS = "chains";
  private static final String TO_GUEST = "bytes-to-guest";
  private static final String FROM_GUEST = "bytes-from-guest";
  private static final String INTERRUPTS = "interrupts";
  private static final String FAILURES = "failures";

  private static final List<MetricDescription> METRICS =
      List.of(
          MetricDescription.counter(NOTIFICATIONS, "Notifications by the driver"),
          MetricDescription.counter(CHAINS, "Requests of the driver that were taken"),
          MetricDescription.bytes(TO_GUEST, "Bytes written into the driver's buffers"),
          MetricDescription.bytes(FROM_GUEST, "Bytes read from the driver's buffers"),
          MetricDescription.counter(INTERRUPTS, "Interrupts asked for"),
          MetricDescription.counter(FAILURES, "Times that it stopped until it was reset"));

  private final String path;
  private final VirtioTrace trace;
  private final Counter notifications;
  private final Counter chains;
  private final Counter bytesToGuest;
  private final Counter bytesFromGuest;
  private final Counter interrupts;
  private final Counter failures;

  /**
   * @param path the device's place in the object tree
   * @param metrics the device's, with what {@link #metricsAnd} has
   */
  public VirtioProbe(String path, VirtioTrace trace, Metrics metrics) {
    this.path = path;
    this.trace = trace;
    this.notifications = metrics.counter(NOTIFICATIONS);
    this.chains = metrics.counter(CHAINS);
    this.bytesToGuest = metrics.counter(TO_GUEST);
    this.bytesFromGuest = metrics.counter(FROM_GUEST);
    this.interrupts = metrics.counter(INTERRUPTS);
    this.failures = metrics.counter(FAILURES);
  }

  /** What every virtio device measures, and what a kind of device measures besides. */
  static MetricDescription[] metricsAnd(MetricDescription... others) {
    return Stream.concat(METRICS.stream(), Arrays.stream(others)).toArray(MetricDescription[]::new);
  }

  void registerRead(long offset) {
    if (trace.mmioRead.enabled()) {
      trace.mmioRead.record(path, offset);
    }
  }

  void registerWritten(long offset, int widthBytes, long value) {
    if (trace.mmioWrite.enabled()) {
      trace.mmioWrite.record(path, offset, value & (-1L >>> (Long.SIZE - Byte.SIZE * widthBytes)));
    }
  }

  void queueSized(int wanted, int maxSize) {
    if (trace.mmioQueueWrite.enabled()) {
      trace.mmioQueueWrite.record(path, Integer.toUnsignedLong(wanted), maxSize);
    }
  }

  void statusSet(int value) {
    if (trace.setStatus.enabled()) {
      trace.setStatus.record(path, value);
    }
  }

  void notifiedByDriver(int queue) {
    notifications.increment();
    if (trace.queueNotify.enabled()) {
      trace.queueNotify.record(path, queue);
    }
  }

  void popped(int queue, DescriptorChain chain) {
    chains.increment();
    if (trace.pop.enabled()) {
      trace.pop.record(path, queue, chain.head(), chain.writableBuffers(), chain.readableBuffers());
    }
  }

  void filled(int queue, DescriptorChain chain, int index) {
    bytesToGuest.add(chain.writtenBytes());
    bytesFromGuest.add(chain.readBytes());
    if (trace.fill.enabled()) {
      trace.fill.record(path, queue, chain.head(), chain.writtenBytes(), index);
    }
  }

  void flushed(int queue, int count) {
    if (trace.flush.enabled()) {
      trace.flush.record(path, queue, count);
    }
  }

  /** The driver is interrupted because of a queue. */
  void notifiesDriver(int queue) {
    if (trace.notify.enabled()) {
      trace.notify.record(path, queue);
    }
  }

  /** An interrupt is asked for, for whatever reason. */
  void interrupts() {
    interrupts.increment();
  }

  void lineSet(boolean level) {
    if (trace.mmioInterrupt.enabled()) {
      trace.mmioInterrupt.record(path, level ? 1 : 0);
    }
  }

  void broke(String reason) {
    failures.increment();
    if (trace.broken.enabled()) {
      trace.broken.record(path, reason);
    }
  }
}
