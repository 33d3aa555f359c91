package org.backplane.vm.runtime.virtio;

import org.backplane.vm.runtime.memory.GuestFault;
import org.backplane.vm.runtime.memory.GuestMemory;

/**
 * Where a split virtqueue lies in guest memory (virtio 1.2, section 2.7).
 *
 * <pre>
 * descriptors  size * {@link Descriptor}
 * available    u16 flags, u16 index, u16 heads[size], u16 used_event
 * used         u16 flags, u16 index, {@link UsedElement}[size], u16 avail_event
 * </pre>
 *
 * @param size number of descriptors, a power of two up to 32768
 * @param descriptors address of the descriptor table, a multiple of 16
 * @param available address of the available ring, a multiple of 2
 * @param used address of the used ring, a multiple of 4
 */
record RingLayout(int size, long descriptors, long available, long used) {

  private static final int HEADER_BYTES = 4;
  private static final int EVENT_BYTES = 2;

  /** The driver wants no interrupts; in {@link #availableFlags}. */
  static final int NO_INTERRUPT = 1;

  /** The device wants no notifications; in {@link #usedFlags}. */
  static final int NO_NOTIFY = 1;

  long descriptor(int index) {
    return descriptors + (long) index * Descriptor.BYTES;
  }

  long availableFlags() {
    return available;
  }

  long availableIndex() {
    return available + 2;
  }

  /** The slot of a free-running index. */
  long availableSlot(int index) {
    return available + HEADER_BYTES + 2L * (index & (size - 1));
  }

  long usedEvent() {
    return available + HEADER_BYTES + 2L * size;
  }

  long usedFlags() {
    return used;
  }

  long usedIndex() {
    return used + 2;
  }

  /** The slot of a free-running index. */
  long usedSlot(int index) {
    return used + HEADER_BYTES + (long) UsedElement.BYTES * (index & (size - 1));
  }

  long availableEvent() {
    return used + HEADER_BYTES + (long) UsedElement.BYTES * size;
  }

  /** Whether all three parts are aligned and in RAM. */
  void check(GuestMemory memory) throws QueueError {
    part(memory, "descriptor table", descriptors, 16, (long) size * Descriptor.BYTES, false);
    part(memory, "available ring", available, 2, HEADER_BYTES + 2L * size + EVENT_BYTES, false);
    part(memory, "used ring", used, 4, availableEvent() + EVENT_BYTES - used, true);
  }

  private static void part(
      GuestMemory memory, String name, long at, int alignment, long bytes, boolean write)
      throws QueueError {
    if (at % alignment != 0) {
      throw new QueueError("%s at 0x%x is not aligned to %d".formatted(name, at, alignment));
    }
    try {
      memory.requireRange(at, bytes, write);
    } catch (GuestFault fault) {
      throw new QueueError("%s: %s".formatted(name, fault.getMessage()));
    }
  }
}
