package org.backplane.vm.runtime.virtio;

import java.util.ArrayList;
import java.util.List;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/**
 * Follows one chain through the descriptor table and, where the driver may use one, an indirect
 * table (virtio 1.2, section 2.7.5.3). Each descriptor is read once and checked before use, because
 * the guest may change it meanwhile.
 */
final class DescriptorWalk {

  /** More buffers than that are no reasonable request. */
  static final int MAX_SEGMENTS = 1024;

  private final GuestMemory memory;
  private final boolean mayBeIndirect;
  private final List<Descriptor> readable = new ArrayList<>(2);
  private final List<Descriptor> writable = new ArrayList<>(2);

  /**
   * @param mayBeIndirect whether the driver accepted {@link Feature#INDIRECT_DESC}
   */
  DescriptorWalk(GuestMemory memory, boolean mayBeIndirect) {
    this.memory = memory;
    this.mayBeIndirect = mayBeIndirect;
  }

  DescriptorChain from(RingLayout layout, int head) throws QueueError, GuestMemoryException {
    walk(layout.descriptors(), layout.size(), head, false);
    return new DescriptorChain(head, memory, readable, writable);
  }

  private void walk(long table, long entries, int first, boolean nested)
      throws QueueError, GuestMemoryException {
    int at = first;
    for (long steps = 1; ; steps++) {
      Descriptor descriptor = Descriptor.read(memory, table + (long) at * Descriptor.BYTES);
      if (descriptor.indirect()) {
        enter(descriptor, nested);
        return;
      }
      add(descriptor);
      if (!descriptor.hasNext()) {
        return;
      }
      at = descriptor.next();
      if (at >= entries) {
        throw new QueueError("next descriptor %d of %d".formatted(at, entries));
      }
      if (steps >= entries) {
        throw new QueueError("a descriptor chain that loops");
      }
    }
  }

  private void enter(Descriptor table, boolean nested) throws QueueError, GuestMemoryException {
    if (nested || !mayBeIndirect) {
      throw new QueueError(nested ? "a nested indirect table" : "an indirect table unasked for");
    }
    if (table.length() == 0 || table.length() % Descriptor.BYTES != 0) {
      throw new QueueError("an indirect table of %d bytes".formatted(table.length()));
    }
    memory.requireRange(table.address(), table.length(), false);
    walk(table.address(), table.length() / Descriptor.BYTES, 0, true);
  }

  private void add(Descriptor buffer) throws QueueError, GuestMemoryException {
    if (buffer.length() == 0) {
      throw new QueueError("a descriptor of no bytes");
    }
    if (!buffer.writable() && !writable.isEmpty()) {
      throw new QueueError("a readable descriptor after a writable one");
    }
    if (readable.size() + writable.size() == MAX_SEGMENTS) {
      throw new QueueError("more than %d descriptors in a chain".formatted(MAX_SEGMENTS));
    }
    memory.requireRange(buffer.address(), buffer.length(), buffer.writable());
    (buffer.writable() ? writable : readable).add(buffer);
  }
}
