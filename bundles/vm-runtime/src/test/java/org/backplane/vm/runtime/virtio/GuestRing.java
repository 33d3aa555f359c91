package org.backplane.vm.runtime.virtio;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/**
 * The driver's side of a split virtqueue, as a guest kernel plays it. It keeps the rules by itself;
 * {@link #memory} and {@link #layout} are there to break them.
 */
final class GuestRing {

  final GuestMemory memory;
  final RingLayout layout;
  private final Deque<Integer> free = new ArrayDeque<>();
  private final Map<Integer, List<Integer>> chains = new HashMap<>();
  private final boolean eventIdx;
  private int available;
  private int kicked;
  private int seenUsed;

  GuestRing(GuestMemory memory, RingLayout layout, boolean eventIdx) throws GuestMemoryException {
    this.memory = memory;
    this.layout = layout;
    this.eventIdx = eventIdx;
    for (int n = 0; n < layout.size(); n++) {
      free.add(n);
    }
    memory.write(layout.available(), new byte[6 + 2 * layout.size()]);
    memory.write(layout.used(), new byte[6 + 8 * layout.size()]);
  }

  static Descriptor readable(long address, long length) {
    return new Descriptor(address, length, 0, 0);
  }

  static Descriptor writable(long address, long length) {
    return new Descriptor(address, length, Descriptor.WRITE, 0);
  }

  /** Descriptors that are in no chain now. */
  int room() {
    return free.size();
  }

  /** Puts a chain into the table and makes it available; answers its head. */
  int post(Descriptor... buffers) throws GuestMemoryException {
    int[] indices = new int[buffers.length];
    for (int n = 0; n < indices.length; n++) {
      indices[n] = free.remove();
    }
    for (int n = 0; n < indices.length; n++) {
      write(indices[n], linked(buffers[n], n + 1 < indices.length ? indices[n + 1] : -1));
    }
    chains.put(indices[0], Arrays.stream(indices).boxed().toList());
    offer(indices[0]);
    return indices[0];
  }

  /** Puts a chain into an indirect table at that address and makes it available. */
  int postIndirect(long table, Descriptor... buffers) throws GuestMemoryException {
    for (int n = 0; n < buffers.length; n++) {
      Descriptor linked = linked(buffers[n], n + 1 < buffers.length ? n + 1 : -1);
      linked.write(memory, table + (long) n * Descriptor.BYTES);
    }
    return post(
        new Descriptor(table, (long) buffers.length * Descriptor.BYTES, Descriptor.INDIRECT, 0));
  }

  private static Descriptor linked(Descriptor buffer, int next) {
    return next < 0
        ? buffer
        : new Descriptor(buffer.address(), buffer.length(), buffer.flags() | Descriptor.NEXT, next);
  }

  /** Writes a descriptor, without any check. */
  void write(int index, Descriptor descriptor) throws GuestMemoryException {
    descriptor.write(memory, layout.descriptor(index));
  }

  /** Makes a head available, without any check. */
  void offer(int head) throws GuestMemoryException {
    memory.setU16(layout.availableSlot(available), head);
    available = (available + 1) & 0xffff;
    memory.releaseU16(layout.availableIndex(), available);
  }

  /** Sets the available index, without any check. */
  void jumpTo(int index) throws GuestMemoryException {
    available = index & 0xffff;
    memory.releaseU16(layout.availableIndex(), available);
  }

  /** Whether the device asks to hear of what was posted since the last call. */
  boolean kickNeeded() throws GuestMemoryException {
    VarHandle.fullFence();
    int old = kicked;
    kicked = available;
    if (!eventIdx) {
      return available != old && memory.u16(layout.usedFlags()) == 0;
    }
    int event = memory.u16(layout.availableEvent());
    return ((available - event - 1) & 0xffff) < ((available - old) & 0xffff);
  }

  /** Takes the next used element and frees its chain. */
  Optional<UsedElement> take() throws GuestMemoryException {
    if (memory.acquireU16(layout.usedIndex()) == seenUsed) {
      return Optional.empty();
    }
    UsedElement element = UsedElement.read(memory, layout.usedSlot(seenUsed));
    seenUsed = (seenUsed + 1) & 0xffff;
    List<Integer> chain = chains.remove(element.id());
    if (chain == null) {
      throw new AssertionError("descriptor " + element.id() + " came back twice or was not posted");
    }
    free.addAll(chain);
    return Optional.of(element);
  }

  /** Takes all used elements there are. */
  List<UsedElement> takeAll() throws GuestMemoryException {
    var all = new ArrayList<UsedElement>();
    for (var next = take(); next.isPresent(); next = take()) {
      all.add(next.get());
    }
    return all;
  }

  /** How many used elements the device has shown so far, modulo 2^16. */
  int usedIndex() throws GuestMemoryException {
    return memory.acquireU16(layout.usedIndex());
  }

  /** Wants an interrupt for the used element after those taken so far. */
  void interruptOnNext() throws GuestMemoryException {
    memory.setU16(layout.usedEvent(), seenUsed);
    memory.setU16(layout.availableFlags(), 0);
    VarHandle.fullFence();
  }

  /** Wants no interrupts. */
  void noInterrupts() throws GuestMemoryException {
    memory.setU16(layout.usedEvent(), (seenUsed - 1) & 0xffff);
    memory.setU16(layout.availableFlags(), RingLayout.NO_INTERRUPT);
    VarHandle.fullFence();
  }
}
