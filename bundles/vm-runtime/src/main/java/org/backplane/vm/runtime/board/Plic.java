package org.backplane.vm.runtime.board;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.cpu.BusFault;
import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.device.LevelOutput;
import org.backplane.vm.runtime.device.MmioDevice;
import org.backplane.vm.runtime.trace.BoardTrace;

/**
 * Platform-level interrupt controller (RISC-V PLIC 1.0): 3 priority bits, level-triggered sources.
 * A request once made stays pending until it is claimed, and a source makes no further one before
 * its completion.
 *
 * <pre>
 * 0x000000 + 4 source                  RW  priority
 * 0x001000 + 4 word                    R   pending, a bit a source
 * 0x002000 + 0x80 context + 4 word     RW  enable, a bit a source
 * 0x200000 + 0x1000 context            RW  threshold
 * 0x200004 + 0x1000 context            RW  claim (read), complete (write)
 * </pre>
 */
public final class Plic implements MmioDevice {

  private static final int PENDING = 0x1000;
  private static final int ENABLE = 0x2000;
  private static final int ENABLE_STRIDE = 0x80;
  private static final int CONTEXT = 0x20_0000;
  private static final int CONTEXT_STRIDE = 0x1000;
  private static final int PRIORITY_MASK = 7;

  private final BoardTrace trace;
  private final ReentrantLock lock = new ReentrantLock();
  private final int words;
  private final int[] priority;
  private final int[] level;
  private final int[] pending;
  private final int[] inService;
  private final Context[] contexts;

  /**
   * @param sources how many sources there are, from number 1 on
   * @param pins the external interrupt line of each context: hart 0 machine mode, hart 0 supervisor
   *     mode, hart 1 machine mode and so on
   */
  public Plic(int sources, List<InterruptPin> pins, BoardTrace trace) {
    this.trace = trace;
    words = sources / Integer.SIZE + 1;
    priority = new int[sources + 1];
    level = new int[words];
    pending = new int[words];
    inService = new int[words];
    contexts = pins.stream().map(Context::new).toArray(Context[]::new);
  }

  /** The input of a source. */
  public InterruptPin source(int number) {
    if (number <= 0 || number >= priority.length) {
      throw new IllegalArgumentException("no interrupt source " + number);
    }
    return high -> setLevel(number, high);
  }

  /** Back to the power-on state; the levels of the sources stay as they are. */
  public void reset() {
    lock.lock();
    try {
      Arrays.fill(priority, 0);
      Arrays.fill(inService, 0);
      System.arraycopy(level, 0, pending, 0, words);
      for (Context context : contexts) {
        Arrays.fill(context.enable, 0);
        context.threshold = 0;
      }
    } finally {
      lock.unlock();
    }
    deliver();
  }

  @Override
  public long load(long offset, int widthBytes) throws BusFault {
    checkWidth(offset, widthBytes);
    if (offset >= CONTEXT) {
      return loadContext((int) offset - CONTEXT);
    }
    lock.lock();
    try {
      int at = (int) offset;
      if (at >= ENABLE) {
        int context = (at - ENABLE) / ENABLE_STRIDE;
        int word = (at - ENABLE) % ENABLE_STRIDE / 4;
        return context < contexts.length && word < words
            ? unsigned(contexts[context].enable[word])
            : 0;
      }
      if (at >= PENDING) {
        int word = (at - PENDING) / 4;
        return word < words ? unsigned(pending[word]) : 0;
      }
      return at / 4 < priority.length ? priority[at / 4] : 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void store(long offset, int widthBytes, long value) throws BusFault {
    checkWidth(offset, widthBytes);
    lock.lock();
    try {
      if (offset >= CONTEXT) {
        storeContext((int) offset - CONTEXT, (int) value);
      } else if (offset >= ENABLE) {
        storeEnable((int) offset - ENABLE, (int) value);
      } else if (offset > 0 && offset / 4 < priority.length) {
        priority[(int) offset / 4] = (int) value & PRIORITY_MASK;
      }
    } finally {
      lock.unlock();
    }
    deliver();
  }

  private void setLevel(int source, boolean high) {
    lock.lock();
    try {
      boolean was = bit(level, source);
      if (was == high) {
        return;
      }
      setBit(level, source, high);
      request(source);
    } finally {
      lock.unlock();
    }
    if (trace.interruptSource.enabled()) {
      trace.interruptSource.record(source, high);
    }
    deliver();
  }

  /** The gateway: a high level becomes a request unless one is under way. */
  private void request(int source) {
    if (bit(level, source) && !bit(inService, source)) {
      setBit(pending, source, true);
    }
  }

  private long loadContext(int at) {
    if (at / CONTEXT_STRIDE >= contexts.length) {
      return 0;
    }
    Context context = contexts[at / CONTEXT_STRIDE];
    return switch (at % CONTEXT_STRIDE) {
      case 0 -> context.threshold;
      case 4 -> claimed(at / CONTEXT_STRIDE);
      default -> 0;
    };
  }

  private int claimed(int context) {
    int source = claim(contexts[context]);
    if (trace.interruptClaim.enabled()) {
      trace.interruptClaim.record(context, source);
    }
    return source;
  }

  private int claim(Context context) {
    int source;
    lock.lock();
    try {
      // The threshold holds interrupts back, not claims.
      source = context.best(0);
      if (source != 0) {
        setBit(pending, source, false);
        setBit(inService, source, true);
      }
    } finally {
      lock.unlock();
    }
    deliver();
    return source;
  }

  private void storeContext(int at, int value) {
    if (at / CONTEXT_STRIDE >= contexts.length) {
      return;
    }
    Context context = contexts[at / CONTEXT_STRIDE];
    if (at % CONTEXT_STRIDE == 0) {
      context.threshold = value & PRIORITY_MASK;
    } else if (at % CONTEXT_STRIDE == 4) {
      if (trace.interruptComplete.enabled()) {
        trace.interruptComplete.record(at / CONTEXT_STRIDE, Integer.toUnsignedLong(value));
      }
      complete(context, value);
    }
  }

  /** A completion of a source that is not enabled here is ignored, as the standard has it. */
  private void complete(Context context, int source) {
    if (source > 0 && source < priority.length && bit(context.enable, source)) {
      setBit(inService, source, false);
      request(source);
    }
  }

  private void storeEnable(int at, int value) {
    int context = at / ENABLE_STRIDE;
    int word = at % ENABLE_STRIDE / 4;
    if (context < contexts.length && word < words) {
      contexts[context].enable[word] = word == 0 ? value & ~1 : value;
    }
  }

  private void deliver() {
    for (Context context : contexts) {
      context.output.changed();
    }
  }

  private static void checkWidth(long offset, int widthBytes) throws BusFault {
    if (widthBytes != 4) {
      throw new BusFault(MemoryMap.PLIC_ADDRESS + offset);
    }
  }

  private static long unsigned(int word) {
    return word & 0xffff_ffffL;
  }

  private static boolean bit(int[] bits, int number) {
    return ((bits[number >>> 5] >>> number) & 1) != 0;
  }

  private static void setBit(int[] bits, int number, boolean value) {
    int mask = 1 << number;
    bits[number >>> 5] = value ? bits[number >>> 5] | mask : bits[number >>> 5] & ~mask;
  }

  /** A hart's privilege mode as a target of interrupts. */
  private final class Context {
    private final int[] enable = new int[words];
    private final LevelOutput output;
    private int threshold;

    Context(InterruptPin pin) {
      output = new LevelOutput(pin, this::interrupts);
    }

    private boolean interrupts() {
      lock.lock();
      try {
        return best(threshold) != 0;
      } finally {
        lock.unlock();
      }
    }

    /** The enabled pending source of highest priority above the floor, the lowest one of equals. */
    private int best(int floor) {
      int best = 0;
      int bestPriority = floor;
      for (int word = 0; word < words; word++) {
        int candidates = pending[word] & enable[word];
        while (candidates != 0) {
          int source = word * Integer.SIZE + Integer.numberOfTrailingZeros(candidates);
          candidates &= candidates - 1;
          if (source < priority.length && priority[source] > bestPriority) {
            best = source;
            bestPriority = priority[source];
          }
        }
      }
      return best;
    }
  }
}
