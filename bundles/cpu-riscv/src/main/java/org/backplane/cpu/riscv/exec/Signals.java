package org.backplane.cpu.riscv.exec;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What reaches a hart from outside: interrupt lines and requests to stop. The hart looks at one
 * field, {@link #attention}, after each instruction, as cheaply as at a plain one; whoever changes
 * something sets it afterwards, and the hart clears it before it looks at what changed, so no
 * change is missed.
 */
public final class Signals {

  private final AtomicBoolean attention = new AtomicBoolean();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicBoolean flush = new AtomicBoolean();
  private final AtomicLong lines;
  private volatile @Nullable Thread parked;

  public Signals(long lines) {
    this.lines = new AtomicLong(lines);
  }

  /** Asks the hart to forget what it has cached of memory; any thread. */
  public void requestFlush() {
    flush.set(true);
    notice();
  }

  /** Takes a request to flush, if there is one. */
  public boolean takeFlush() {
    return flush.get() && flush.getAndSet(false);
  }

  /** Sets and clears interrupt lines, as bits of {@code mip}; any thread. */
  public void drive(long bits, boolean level) {
    long before = lines.getAndUpdate(was -> level ? was | bits : was & ~bits);
    if (level && (before & bits) != bits) {
      notice();
    }
  }

  /** The interrupt lines, as bits of {@code mip}; any thread. */
  public long lines() {
    return lines.get();
  }

  /** Asks the hart to stop; any thread. */
  public void requestStop() {
    stop.set(true);
    notice();
  }

  /** Takes a request to stop, if there is one. */
  public boolean takeStop() {
    return stop.get() && stop.getAndSet(false);
  }

  /** Makes the hart leave its fast loop before the next instruction. */
  public void notice() {
    attention.set(true);
    var thread = parked;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Whether the hart must leave its fast loop. */
  boolean attention() {
    return attention.getOpaque();
  }

  /** To be called before looking at what the signals are. */
  public void acknowledge() {
    attention.set(false);
  }

  /**
   * Parks the calling thread until a condition holds or a stop is requested. An interruption of the
   * thread neither ends the wait nor is lost.
   *
   * @return whether the condition holds
   */
  public boolean await(BooleanSupplier condition) {
    boolean interrupted = false;
    parked = Thread.currentThread();
    try {
      while (!condition.getAsBoolean() && !stop.get()) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      return condition.getAsBoolean();
    } finally {
      parked = null;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
