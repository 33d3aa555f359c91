package org.backplane.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;

/**
 * The memory that Java code and the SIGBUS handler share: which mappings are watched, and what they
 * lost. It is never unmapped, for a thread may be about to enter the handler at any time. The
 * constants are offsets in bytes.
 *
 * <p>A slot belongs to one mapping. Its {@link #END} is written last and cleared first; the handler
 * looks again once it has the slot's lock. So after the end was cleared and the lock was seen free,
 * no handler works for the mapping any more or ever will.
 */
final class FaultTable {
  /** u64, head: address behind the last slot in use. */
  static final int LIMIT = 0;

  /** u64, head: the handler that was there before. */
  static final int PREVIOUS = 8;

  /** i64, head: how many single pages in places of their own may still be replaced. */
  static final int BUDGET = 16;

  /** u32, head: counts the mappings that lost memory for the first time; a futex(2) word. */
  static final int EVENTS = 24;

  /** The first slot. */
  static final int SLOTS = 64;

  /** From slot to slot. */
  static final int STRIDE = 64;

  /** u64: first address. */
  static final int START = 0;

  /** u64: address behind the last; 0 in a free slot. */
  static final int END = 8;

  /** u64: bytes of a page, a power of two. */
  static final int PAGE = 16;

  /** u32: protection of the memory, mmap(2). */
  static final int PROTECTION = 24;

  /** u32: 1 while a handler works for this slot. Java code only looks at it. */
  static final int LOCK = 28;

  /** u64: bytes replaced so far. */
  static final int LOST = 32;

  /** u64: the first address that was missed. */
  static final int FIRST = 40;

  /** u64: the page replaced last. */
  static final int LAST = 48;

  /** i64: places with replaced pages, taken from the budget. */
  static final int PIECES = 56;

  /** More mappings than a process can have under the kernel's usual limit of 65530 areas. */
  static final int CAPACITY = 32768;

  /** Size of the table. What is not used costs no memory. */
  static final int BYTES = SLOTS + CAPACITY * STRIDE;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = 100_000;
  // Exact: an offset that is no long would cost milliseconds at the first use.
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();

  private final MemorySegment memory;
  private final BitSet taken = new BitSet();

  /** A mapping's place in the table; its state changes under the table's monitor. */
  static final class Slot {
    private final int index;
    private boolean free;
    private long lostAtEnd;
    private long firstAtEnd;

    private Slot(int index) {
      this.index = index;
    }

    private long at(long field) {
      return SLOTS + (long) index * STRIDE + field;
    }
  }

  /**
   * @param address zeroed memory of {@link #BYTES} that is never unmapped
   * @param budget areas of memory that the process can spare for single lost pages
   */
  FaultTable(long address, long budget) {
    // SAFETY: the caller has mapped this size for ever.
    memory = MemorySegment.ofAddress(address).reinterpret(BYTES);
    putLong(BUDGET, budget);
    putLimit();
  }

  long address() {
    return memory.address();
  }

  void setPrevious(long handler) {
    putLong(PREVIOUS, handler);
  }

  /** Enters a range; from the return on, a fault in it is repaired. */
  synchronized Slot add(long start, long size, long page, int protection) throws LinuxException {
    if (Long.bitCount(page) != 1 || size <= 0 || ((start | size) & (page - 1)) != 0) {
      throw new IllegalArgumentException(
          "%x, %d bytes: not whole pages of %d".formatted(start, size, page));
    }
    int index = taken.nextClearBit(0);
    if (index == CAPACITY) {
      throw new LinuxException(
          "mmap", "of one more watched mapping, there are " + CAPACITY, Errno.ENOMEM);
    }
    var slot = new Slot(index);
    taken.set(index);
    putLong(slot.at(START), start);
    putLong(slot.at(PAGE), page);
    INT.setVolatile(memory, slot.at(PROTECTION), protection);
    putLong(slot.at(LOST), 0);
    putLong(slot.at(FIRST), 0);
    putLong(slot.at(LAST), 0);
    putLong(slot.at(PIECES), 0);
    putLong(slot.at(END), start + size);
    putLimit();
    return slot;
  }

  /**
   * Takes a range out. Afterwards the handler leaves it alone for good. A second removal does
   * nothing.
   *
   * @throws IllegalStateException a thread does not come back from repairing this range; remove
   *     again later
   */
  void remove(Slot slot) {
    synchronized (this) {
      if (slot.free) {
        return;
      }
      putLong(slot.at(END), 0);
    }
    awaitUnlocked(slot);
    synchronized (this) {
      if (!slot.free) {
        slot.lostAtEnd = longAt(slot.at(LOST));
        slot.firstAtEnd = longAt(slot.at(FIRST));
        slot.free = true;
        long _ = (long) LONG.getAndAdd(memory, (long) BUDGET, longAt(slot.at(PIECES)));
        taken.clear(slot.index);
        putLimit();
      }
    }
  }

  /** Bytes lost so far, also after removal. */
  synchronized long lost(Slot slot) {
    return slot.free ? slot.lostAtEnd : longAt(slot.at(LOST));
  }

  /** The first address that was missed; has a meaning when something was lost. */
  synchronized long first(Slot slot) {
    return slot.free ? slot.firstAtEnd : longAt(slot.at(FIRST));
  }

  synchronized boolean isRemoved(Slot slot) {
    return slot.free;
  }

  synchronized int used() {
    return taken.cardinality();
  }

  long budget() {
    return longAt(BUDGET);
  }

  int events() {
    return (int) INT.getVolatile(memory, (long) EVENTS);
  }

  /** Waits until {@link #events()} is not {@code seen} any more; it may return early. */
  void awaitEvent(int seen) {
    LibC.futexWait(address() + EVENTS, seen);
  }

  /** Lets the thread in {@link #awaitEvent} return. */
  void ring() {
    int _ = (int) INT.getAndAdd(memory, (long) EVENTS, 1);
    LibC.futexWakeOne(address() + EVENTS);
  }

  // No monitor is held here, and no safepoint is held up: only the handler has this lock.
  private void awaitUnlocked(Slot slot) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = false;
    while ((int) INT.getVolatile(memory, slot.at(LOCK)) != 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("a thread still waits for a page of the mapping");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      interrupted |= Thread.interrupted(); // or the next park would not park
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void putLimit() {
    putLong(LIMIT, address() + SLOTS + (long) taken.length() * STRIDE);
  }

  private void putLong(long offset, long value) {
    LONG.setVolatile(memory, offset, value);
  }

  private long longAt(long offset) {
    return (long) LONG.getVolatile(memory, offset);
  }
}
