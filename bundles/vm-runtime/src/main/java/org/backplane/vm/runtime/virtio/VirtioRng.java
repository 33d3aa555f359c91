package org.backplane.vm.runtime.virtio;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.memory.GuestMemoryGone;
import org.jspecify.annotations.Nullable;

/**
 * The entropy device (virtio 1.2, section 5.4). The guest's buffers stay on the available ring
 * until there are bytes for them: whatever becomes of backends and their requests, no buffer is
 * lost, and none comes back empty.
 */
final class VirtioRng implements VirtioDevice {

  private static final int DEVICE_ID = 4;
  private static final int QUEUE_SIZE = 8;

  /**
   * Most bytes on their way at a time. What one request cannot bring would come too late for a
   * large buffer, which goes back with the first bytes, and be lost.
   */
  private static final int MAX_PROMISED = EntropyRequest.MAX_BYTES;

  /**
   * What an operator sets.
   *
   * @param link how the device names its backend
   * @param backend the one to begin with
   */
  record Settings(BackendLink link, ObjectPath backend, Limits limits) {}

  /**
   * How much a guest may have; the tighter limit rules.
   *
   * @param maxBytes for each period, 1 to 2^63-1
   * @param periodMillis 1 to 2^32-1
   * @param rate bytes per second of machine time, up to {@link TokenBucket#MAX_RATE}; 0 for none
   * @param burst bytes that may be saved up, from 1 unless the rate is 0
   */
  record Limits(long maxBytes, long periodMillis, long rate, long burst) {}

  private final String holder;
  private final Settings settings;
  private final ObjectRegistry registry;
  private final EntropyQuota quota;
  private final Optional<EntropyRate> rate;
  private final EntropySource source;
  private final RngProbe probe;
  private final Runnable afterwards;
  private volatile @Nullable DevicePort port;

  // On the loop only.
  private long wanted;
  private boolean requested;
  private boolean throttled;

  /**
   * @param path its place in the object tree
   * @param metrics what it measures
   * @param afterwards called when the device is closed and holds nothing any more
   */
  VirtioRng(
      String path, Settings settings, Metrics metrics, DeviceServices services, Runnable afterwards)
      throws BackplaneException {
    this.holder = "virtio-rng " + path;
    this.probe = new RngProbe(path, services.traces().rng(), metrics);
    this.settings = settings;
    this.registry = services.registry();
    this.afterwards = afterwards;
    Limits limits = settings.limits();
    Duration period = Duration.ofMillis(limits.periodMillis());
    this.quota = new EntropyQuota(limits.maxBytes(), period, services.clock(), this::wake);
    this.rate =
        limits.rate() == 0
            ? Optional.empty()
            : Optional.of(
                new EntropyRate(limits.rate(), limits.burst(), services.clock(), this::wake));
    this.source = new EntropySource(services, holder, settings.backend(), this::wake);
  }

  private void wake() {
    DevicePort connected = port;
    if (connected != null) {
      connected.wake();
    }
  }

  @Override
  public int deviceId() {
    return DEVICE_ID;
  }

  @Override
  public String name() {
    return "virtio-rng";
  }

  @Override
  public List<Integer> queueSizes() {
    return List.of(QUEUE_SIZE);
  }

  @Override
  public void connect(DevicePort newPort) {
    port = newPort;
    newPort.wake(); // what came before had nobody to wake
  }

  @Override
  public void work() {
    DevicePort connected = port;
    if (connected == null) {
      return;
    }
    source.collect();
    boolean refilled = quota.refillIfDue();
    boolean ran = connected.access(this::transfer);
    if (ran && requested) {
      quota.requested();
    }
    if (refilled) {
      // Not before this round's own request: the next one begins the period, as guests know it.
      quota.awaitRequest();
    }
    if (ran) {
      source.ask(wanted, size -> probe.requested(size, quota.remaining()));
    } else {
      tellWhyIdle(connected);
    }
  }

  private void tellWhyIdle(DevicePort connected) {
    if (connected.running()) {
      probe.driverNotReady();
    } else if (source.arrivedBytes() > 0) {
      probe.machineStopped(source.arrivedBytes());
    }
  }

  @Override
  public void running(boolean runs) {
    probe.runs(runs);
  }

  private void transfer(DevicePort.Queues queues) throws QueueError, GuestMemoryGone {
    wanted = 0;
    requested = false;
    Optional<SplitQueue> queue = queues.queue(0);
    if (queue.isPresent()) {
      boolean delivered = deliver(queue.get());
      requested = !delivered || queue.get().pending() > 0;
      wanted = allowed(room(queue.get()));
      boolean waits = wanted <= 0 && queue.get().pending() > 0 && source.promisedBytes() == 0;
      if (waits && !throttled) {
        probe.throttled();
      }
      throttled = waits;
    }
  }

  /** How many of these bytes to ask for now. */
  private long allowed(long room) {
    long promised = source.promisedBytes();
    long missing = room - promised;
    return rate.isPresent() ? rate.get().allowance(missing, promised) : missing;
  }

  /**
   * Puts the bytes that came into buffers, in order; what the last buffer has no room for is lost,
   * and charged for.
   */
  private boolean deliver(SplitQueue queue) throws QueueError, GuestMemoryGone {
    boolean any = false;
    while (queue.pending() > 0) {
      Optional<EntropyAsk.Filled> next = source.next();
      if (next.isEmpty()) {
        break;
      }
      try (SecretBytes bytes = next.get().bytes()) {
        charge(bytes.size());
        fill(queue, bytes.view());
        probe.delivered(bytes.size(), next.get().ask().askedAt());
      }
      any = true;
    }
    return any;
  }

  private void charge(int bytes) {
    quota.charge(bytes);
    rate.ifPresent(bucket -> bucket.charge(bytes));
  }

  private void fill(SplitQueue queue, ByteBuffer bytes) throws QueueError, GuestMemoryGone {
    while (bytes.hasRemaining()) {
      Optional<DescriptorChain> chain = queue.pop();
      if (chain.isEmpty()) {
        return;
      }
      probe.popped();
      queue.write(chain.get(), bytes);
      if (chain.get().writtenBytes() == 0) {
        throw new QueueError("queue 0: a buffer for entropy that cannot be written to");
      }
      queue.push(chain.get());
      probe.pushed(chain.get().writtenBytes());
    }
  }

  /** How many bytes the guest has room for and may have. */
  private long room(SplitQueue queue) throws QueueError, GuestMemoryGone {
    long limit = Math.min(quota.remaining(), MAX_PROMISED);
    // Counted before the room: the driver may add a buffer between the two.
    int pending = queue.pending();
    long room = queue.writableBytes(limit);
    if (room == 0 && limit > 0 && pending > 0) {
      throw new QueueError("queue 0: a buffer for entropy that cannot be written to");
    }
    if (queue.enableKicks()) {
      wake();
    }
    return room;
  }

  /**
   * What is on its way is the next driver's. To ask anew instead would let a guest that resets its
   * device again and again draw from the source without being charged for it.
   */
  @Override
  public void reset() {}

  @Override
  public String state() {
    return source.state();
  }

  @Override
  public void exchange(String property, String object) throws BackplaneException {
    BackendLink link = settings.link();
    link.require(property);
    source.exchange(link.resolve(object, registry));
  }

  @Override
  public Map<String, PropertyValue> properties() {
    Limits limits = settings.limits();
    ObjectPath backend = source.backend();
    return Map.of(
        VirtioRngType.RNG, new PropertyValue.Text(listed(backend) ? backend.toString() : ""),
        VirtioRngType.MAX_BYTES, new PropertyValue.Unsigned(limits.maxBytes()),
        VirtioRngType.PERIOD, new PropertyValue.Unsigned(limits.periodMillis()),
        VirtioRngType.RATE, new PropertyValue.Unsigned(limits.rate()),
        VirtioRngType.BURST, new PropertyValue.Unsigned(limits.burst()));
  }

  /** A deleted backend serves on, but its name may belong to another by now. */
  private boolean listed(ObjectPath backend) {
    return registry.find(backend).filter(status -> status.holders().contains(holder)).isPresent();
  }

  @Override
  public void close() {
    quota.close();
    rate.ifPresent(EntropyRate::close);
    source.close();
    afterwards.run();
  }
}
