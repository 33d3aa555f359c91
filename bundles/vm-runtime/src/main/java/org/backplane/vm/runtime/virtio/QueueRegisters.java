package org.backplane.vm.runtime.virtio;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the driver has told about one queue; under the device's lock. */
final class QueueRegisters {

  /** An address of two registers. */
  enum Area {
    DESCRIPTORS,
    AVAILABLE,
    USED
  }

  private final int maxSize;
  private final Map<Area, Long> addresses = new EnumMap<>(Area.class);
  private int size;
  private boolean ready;
  private @Nullable SplitQueue queue;

  QueueRegisters(int maxSize) {
    if (maxSize < 1 || maxSize > 1024 || Integer.bitCount(maxSize) != 1) {
      throw new IllegalArgumentException("a queue of " + maxSize + " descriptors");
    }
    this.maxSize = maxSize;
  }

  int maxSize() {
    return maxSize;
  }

  boolean ready() {
    return ready;
  }

  /** The queue at work, once the driver is ready too. */
  Optional<SplitQueue> queue() {
    return Optional.ofNullable(queue);
  }

  /** Takes a power of two up to the maximum; ignores others, and all while the queue is ready. */
  void setSize(long value) {
    if (!ready && value >= 1 && value <= maxSize && Long.bitCount(value) == 1) {
      size = (int) value;
    }
  }

  void setLow(Area area, int bits) {
    set(area, (address(area) & ~0xffff_ffffL) | Integer.toUnsignedLong(bits));
  }

  void setHigh(Area area, int bits) {
    set(area, (address(area) & 0xffff_ffffL) | (long) bits << Integer.SIZE);
  }

  private long address(Area area) {
    return addresses.getOrDefault(area, 0L);
  }

  private void set(Area area, long address) {
    if (!ready) {
      addresses.put(area, address);
    }
  }

  /** Ready needs a size; not ready ends the queue, whose indices are forgotten. */
  void setReady(boolean value) {
    ready = value && size != 0;
    if (!ready) {
      queue = null;
    }
  }

  RingLayout layout() {
    return new RingLayout(
        size, address(Area.DESCRIPTORS), address(Area.AVAILABLE), address(Area.USED));
  }

  void activate(SplitQueue live) {
    queue = live;
  }

  void reset() {
    addresses.clear();
    size = 0;
    ready = false;
    queue = null;
  }
}
