package org.backplane.vm.runtime.virtio;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.backplane.api.machine.VirtioReport;
import org.backplane.vm.runtime.memory.GuestFault;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;
import org.backplane.vm.runtime.memory.GuestMemoryGone;

/**
 * The device's side of a split virtqueue (virtio 1.2, section 2.7). Used by one thread at a time;
 * the driver works on the same rings from the harts' threads meanwhile.
 *
 * <p>A device takes chains with {@link #pop}, gives them back with {@link #push}, and its transport
 * shows the whole batch to the driver with {@link #flush}.
 */
public final class SplitQueue {

  private static final int INDEX_MASK = 0xffff;

  private final int number;
  private final RingLayout layout;
  private final GuestMemory memory;
  private final long features;
  private final VirtioProbe probe;

  private int lastAvailable;
  private int seenAvailable;
  private int used;
  private int publishedUsed;
  private int signalledUsed;
  private boolean signalledValid;

  /**
   * @param number its index, for messages
   * @param features as negotiated
   * @throws QueueError the layout is not aligned or not in RAM
   */
  SplitQueue(int number, RingLayout layout, GuestMemory memory, long features, VirtioProbe probe)
      throws QueueError {
    this.number = number;
    this.layout = layout;
    this.memory = memory;
    this.features = features;
    this.probe = probe;
    try {
      layout.check(memory);
    } catch (QueueError error) {
      throw broken(error.reason());
    }
  }

  /**
   * How far a queue has come; enough to go on with the same rings.
   *
   * @param available index of the next chain to take
   * @param used index of the next used element
   * @param signalled used index at the last decision about an interrupt
   * @param signalledValid whether there was such a decision
   */
  record Position(int available, int used, int signalled, boolean signalledValid) {

    Position {
      available &= INDEX_MASK;
      used &= INDEX_MASK;
      signalled &= INDEX_MASK;
    }
  }

  Position position() {
    return new Position(lastAvailable, publishedUsed, signalledUsed, signalledValid);
  }

  /** How far it is, for an operator. */
  VirtioReport.Progress progress() {
    return new VirtioReport.Progress(
        lastAvailable,
        seenAvailable,
        publishedUsed,
        signalledUsed,
        signalledValid,
        (lastAvailable - used) & INDEX_MASK);
  }

  /** Goes on from an earlier position. */
  void moveTo(Position position) {
    lastAvailable = position.available();
    seenAvailable = position.available();
    used = position.used();
    publishedUsed = position.used();
    signalledUsed = position.signalled();
    signalledValid = position.signalledValid();
  }

  /** How many chains wait to be taken. */
  public int pending() throws QueueError, GuestMemoryGone {
    try {
      // Acquire: heads and descriptors are read after the index that made them available.
      seenAvailable = memory.acquireU16(layout.availableIndex());
    } catch (GuestMemoryException refused) {
      throw explain(refused);
    }
    int pending = (seenAvailable - lastAvailable) & INDEX_MASK;
    if (pending > layout.size()) {
      throw broken("%d chains available in %d descriptors".formatted(pending, layout.size()));
    }
    return pending;
  }

  /** Takes the next chain, if there is one. */
  public Optional<DescriptorChain> pop() throws QueueError, GuestMemoryGone {
    if (pending() == 0) {
      return Optional.empty();
    }
    DescriptorChain chain = chainAt(lastAvailable);
    lastAvailable = (lastAvailable + 1) & INDEX_MASK;
    probe.popped(number, chain);
    return Optional.of(chain);
  }

  /**
   * How many bytes the waiting chains have room for; the chains stay where they are.
   *
   * @param limit stops counting there
   * @return 0 to the limit
   */
  public long writableBytes(long limit) throws QueueError, GuestMemoryGone {
    int pending = pending();
    long total = 0;
    for (int n = 0; n < pending && total < limit; n++) {
      total += chainAt(lastAvailable + n).writableBytes();
    }
    return Math.min(total, limit);
  }

  private DescriptorChain chainAt(int index) throws QueueError, GuestMemoryGone {
    try {
      int head = memory.u16(layout.availableSlot(index));
      if (head >= layout.size()) {
        throw new QueueError("head %d of %d descriptors".formatted(head, layout.size()));
      }
      return new DescriptorWalk(memory, Feature.INDIRECT_DESC.in(features)).from(layout, head);
    } catch (QueueError error) {
      throw broken(error.reason());
    } catch (GuestMemoryException refused) {
      throw explain(refused);
    }
  }

  /** Writes on in a chain of this queue, see {@link DescriptorChain#write}. */
  public int write(DescriptorChain chain, ByteBuffer source) throws QueueError, GuestMemoryGone {
    try {
      return chain.write(source);
    } catch (GuestMemoryException refused) {
      throw explain(refused);
    }
  }

  /** Reads on in a chain of this queue, see {@link DescriptorChain#read}. */
  public int read(DescriptorChain chain, ByteBuffer target) throws QueueError, GuestMemoryGone {
    try {
      return chain.read(target);
    } catch (GuestMemoryException refused) {
      throw explain(refused);
    }
  }

  /** Gives a chain back with what was written to it; the driver sees it with {@link #flush}. */
  public void push(DescriptorChain chain) throws QueueError, GuestMemoryGone {
    try {
      new UsedElement(chain.head(), chain.writtenBytes()).write(memory, layout.usedSlot(used));
    } catch (GuestMemoryException refused) {
      throw explain(refused);
    }
    probe.filled(number, chain, used);
    used = (used + 1) & INDEX_MASK;
  }

  /**
   * Shows the driver what was pushed since the last time.
   *
   * @return whether to interrupt the driver
   */
  boolean flush() throws QueueError, GuestMemoryGone {
    if (used == publishedUsed) {
      return false;
    }
    try {
      // Release: data and elements are there before the index that shows them.
      memory.releaseU16(layout.usedIndex(), used);
      probe.flushed(number, (used - publishedUsed) & INDEX_MASK);
      publishedUsed = used;
      // The driver writes its wish and then looks at the index; we do it the other way round.
      VarHandle.fullFence();
      return wantsInterrupt();
    } catch (GuestMemoryException refused) {
      throw explain(refused);
    }
  }

  private boolean wantsInterrupt() throws GuestMemoryException {
    if (!Feature.EVENT_IDX.in(features)) {
      return (memory.u16(layout.availableFlags()) & RingLayout.NO_INTERRUPT) == 0;
    }
    int event = memory.u16(layout.usedEvent());
    int since = (publishedUsed - signalledUsed) & INDEX_MASK;
    boolean passed = ((publishedUsed - event - 1) & INDEX_MASK) < since;
    boolean first = !signalledValid;
    signalledUsed = publishedUsed;
    signalledValid = true;
    return first || passed;
  }

  /**
   * Asks for a notification when a chain follows those seen so far.
   *
   * @return whether one has followed already, so that none may come
   */
  public boolean enableKicks() throws QueueError, GuestMemoryGone {
    int seen = seenAvailable;
    try {
      if (Feature.EVENT_IDX.in(features)) {
        memory.setU16(layout.availableEvent(), seen);
      } else {
        memory.setU16(layout.usedFlags(), 0);
      }
    } catch (GuestMemoryException refused) {
      throw explain(refused);
    }
    // The driver writes the index and then looks at our wish; we do it the other way round.
    VarHandle.fullFence();
    pending();
    return seenAvailable != seen;
  }

  /** Asks for no notifications; a few may still come. */
  public void disableKicks() throws QueueError, GuestMemoryGone {
    if (Feature.EVENT_IDX.in(features)) {
      return; // an event index that stays behind asks for none
    }
    try {
      memory.setU16(layout.usedFlags(), RingLayout.NO_NOTIFY);
    } catch (GuestMemoryException refused) {
      throw explain(refused);
    }
  }

  private QueueError explain(GuestMemoryException refused) throws GuestMemoryGone {
    return switch (refused) {
      case GuestFault fault -> broken(String.valueOf(fault.getMessage()));
      case GuestMemoryGone gone -> throw gone;
    };
  }

  private QueueError broken(String reason) {
    return new QueueError("queue " + number + ": " + reason);
  }
}
