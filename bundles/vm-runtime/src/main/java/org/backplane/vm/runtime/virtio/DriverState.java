package org.backplane.vm.runtime.virtio;

import java.util.List;
import java.util.Optional;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryGone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a driver has done to its device: status, features, queues (virtio 1.2, section 2.1). All of
 * it under the device's lock.
 */
final class DriverState {

  static final int DRIVER_OK = 4;
  static final int FEATURES_OK = 8;
  static final int NEEDS_RESET = 0x40;
  private static final int STATUS_MASK = 0xff;

  /** The bits of the status register that have a meaning. */
  static final List<NamedBit> STATUS_NAMES =
      List.of(
          new NamedBit(1, "ACKNOWLEDGE"),
          new NamedBit(2, "DRIVER"),
          new NamedBit(DRIVER_OK, "DRIVER_OK"),
          new NamedBit(FEATURES_OK, "FEATURES_OK"),
          new NamedBit(NEEDS_RESET, "NEEDS_RESET"),
          new NamedBit(0x80, "FAILED"));

  private static final Logger LOG = LoggerFactory.getLogger(DriverState.class);

  private final String path;
  private final GuestMemory memory;
  private final InterruptOutput interrupt;
  private final VirtioProbe probe;
  private final Negotiation negotiation;
  private final List<QueueRegisters> queues;

  private int status;
  private int generation;
  private long epoch;
  private String failure = "";

  /**
   * @param path the device's, for messages
   */
  DriverState(
      String path,
      VirtioDevice device,
      GuestMemory memory,
      InterruptOutput interrupt,
      VirtioProbe probe) {
    this.path = path;
    this.memory = memory;
    this.interrupt = interrupt;
    this.probe = probe;
    this.negotiation = new Negotiation(device);
    this.queues = device.queueSizes().stream().map(QueueRegisters::new).toList();
  }

  int status() {
    return status;
  }

  /** Changes with the configuration. */
  int generation() {
    return generation;
  }

  /** Counts drivers: each reset begins a new one. */
  long epoch() {
    return epoch;
  }

  /** Why the device stopped working; empty while it did not. */
  String failure() {
    return failure;
  }

  Negotiation negotiation() {
    return negotiation;
  }

  int queueCount() {
    return queues.size();
  }

  Optional<QueueRegisters> queue(int index) {
    return index >= 0 && index < queues.size() ? Optional.of(queues.get(index)) : Optional.empty();
  }

  /** Stores what the driver wrote, except that it cannot set or clear {@link #NEEDS_RESET}. */
  void writeStatus(int value) {
    int next = value & STATUS_MASK & ~NEEDS_RESET;
    boolean settling = (next & FEATURES_OK) != 0 && (status & FEATURES_OK) == 0;
    if (settling && !negotiation.settle()) {
      next &= ~FEATURES_OK;
    }
    status = next | (status & NEEDS_RESET);
    activate();
  }

  /** Makes a queue live or ends it. */
  void writeReady(QueueRegisters registers, boolean ready) {
    if (registers.ready() != ready) {
      registers.setReady(ready);
      activate();
    }
  }

  private void activate() {
    for (int index = 0; index < queues.size() && driven(); index++) {
      QueueRegisters registers = queues.get(index);
      if (registers.ready() && registers.queue().isEmpty()) {
        activate(index, registers);
      }
    }
  }

  private void activate(int index, QueueRegisters registers) {
    try {
      registers.activate(
          new SplitQueue(index, registers.layout(), memory, negotiation.accepted(), probe));
    } catch (QueueError error) {
      fail(error.reason());
    }
  }

  /** Whether a driver is at work and nothing is broken. */
  boolean driven() {
    int needed = DRIVER_OK | FEATURES_OK;
    return (status & (needed | NEEDS_RESET)) == needed;
  }

  boolean needsReset() {
    return (status & NEEDS_RESET) != 0;
  }

  /** Shows what devices pushed on their queues. */
  void flush() throws QueueError, GuestMemoryGone {
    for (int index = 0; index < queues.size(); index++) {
      Optional<SplitQueue> queue = queues.get(index).queue();
      if (queue.isPresent() && queue.get().flush()) {
        probe.notifiesDriver(index);
        interrupt.raise(InterruptOutput.USED_BUFFER);
      }
    }
  }

  /** The device cannot go on with this driver. */
  void fail(String reason) {
    if (!needsReset()) {
      LOG.debug("{} needs a reset: {}", path, reason);
      failure = reason;
      probe.broke(reason);
      status |= NEEDS_RESET;
      configChanged();
    }
  }

  /** The device cannot go on at all, through no fault of the driver, which is not told. */
  void stop(String reason) {
    failure = reason;
  }

  /** Tells the driver, if there is one. */
  void configChanged() {
    generation++;
    if ((status & DRIVER_OK) != 0) {
      interrupt.raise(InterruptOutput.CONFIG_CHANGE);
    }
  }

  /** Everything that the driver did is undone. */
  void reset() {
    epoch++;
    status = 0;
    failure = "";
    negotiation.reset();
    queues.forEach(QueueRegisters::reset);
    interrupt.clear();
  }
}
