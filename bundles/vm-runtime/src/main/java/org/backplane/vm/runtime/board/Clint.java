package org.backplane.vm.runtime.board;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.cpu.BusFault;
import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.device.LevelOutput;
import org.backplane.vm.runtime.device.MmioDevice;
import org.backplane.vm.runtime.device.VirtualClock;
import org.jspecify.annotations.Nullable;

/**
 * Core-local interruptor: machine software and timer interrupts. Accesses of 4 and 8 bytes.
 *
 * <pre>
 * 0x0000 + 4 hart   RW  msip, bit 0
 * 0x4000 + 8 hart   RW  mtimecmp
 * 0xbff8            R   mtime, 10 MHz; a write is ignored
 * </pre>
 */
public final class Clint implements MmioDevice {

  /** Machine time per tick of {@code mtime}. */
  public static final long NANOS_PER_TICK = 100;

  private static final int MTIMECMP = 0x4000;
  private static final int MTIME = 0xbff8;
  // Beyond that a comparison is as good as never, and the sum of delays cannot overflow.
  private static final long FOREVER_TICKS = Long.MAX_VALUE / NANOS_PER_TICK / 4;

  /**
   * The two lines into one hart.
   *
   * @param software machine software interrupt
   * @param timer machine timer interrupt
   */
  public record Lines(InterruptPin software, InterruptPin timer) {}

  private final VirtualClock clock;
  private final Comparator[] harts;

  public Clint(VirtualClock clock, List<Lines> lines) {
    this.clock = clock;
    this.harts = lines.stream().map(Comparator::new).toArray(Comparator[]::new);
  }

  /** The time counter. */
  public long ticks() {
    return clock.nanos() / NANOS_PER_TICK;
  }

  /** Back to the power-on state: no software interrupt, no timer set. */
  public void reset() {
    for (Comparator hart : harts) {
      hart.setSoftware(false);
      hart.compare(-1, -1);
    }
  }

  @Override
  public long load(long offset, int widthBytes) throws BusFault {
    checkWidth(offset, widthBytes);
    int shift = (int) (offset & 4) * 8;
    int at = (int) offset & ~7;
    long value;
    if (at == MTIME) {
      value = ticks();
    } else if (at >= MTIMECMP && (at - MTIMECMP) / 8 < harts.length) {
      value = harts[(at - MTIMECMP) / 8].mtimecmp();
    } else {
      return widthBytes == 4 && offset / 4 < harts.length ? harts[(int) offset / 4].msip() : 0;
    }
    return widthBytes == 8 ? value : (value >>> shift) & 0xffff_ffffL;
  }

  @Override
  public void store(long offset, int widthBytes, long value) throws BusFault {
    checkWidth(offset, widthBytes);
    if (offset >= MTIMECMP) {
      int hart = (int) (offset - MTIMECMP) / 8;
      if (hart < harts.length) {
        int shift = (int) (offset & 4) * 8;
        long mask = widthBytes == 8 ? -1 : 0xffff_ffffL << shift;
        harts[hart].compare(value << shift, mask);
      }
    } else if (offset / 4 < harts.length) {
      harts[(int) offset / 4].setSoftware((value & 1) != 0);
    }
  }

  private static void checkWidth(long offset, int widthBytes) throws BusFault {
    if (widthBytes < 4) {
      throw new BusFault(MemoryMap.CLINT.address() + offset);
    }
  }

  /** One hart's registers. */
  private final class Comparator {
    private final ReentrantLock lock = new ReentrantLock();
    private final InterruptPin softwarePin;
    private final LevelOutput timerOutput;
    private volatile boolean software;
    private volatile long mtimecmp = -1;
    private VirtualClock.@Nullable Timer timer;

    Comparator(Lines lines) {
      softwarePin = lines.software();
      timerOutput = new LevelOutput(lines.timer(), this::due);
    }

    int msip() {
      return software ? 1 : 0;
    }

    void setSoftware(boolean high) {
      software = high;
      softwarePin.set(high);
    }

    long mtimecmp() {
      return mtimecmp;
    }

    /** Replaces the masked bits of the comparison value. */
    void compare(long value, long mask) {
      lock.lock();
      try {
        mtimecmp = (mtimecmp & ~mask) | (value & mask);
        arm();
      } finally {
        lock.unlock();
      }
      timerOutput.changed();
    }

    private boolean due() {
      return Long.compareUnsigned(ticks(), mtimecmp) >= 0;
    }

    private void arm() {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
      long target = mtimecmp;
      long now = ticks();
      long wait = target - now;
      if (Long.compareUnsigned(now, target) < 0 && Long.compareUnsigned(wait, FOREVER_TICKS) < 0) {
        // To the tick's first nanosecond, so that it is due when the task runs.
        long delayNanos = target * NANOS_PER_TICK - clock.nanos();
        timer = clock.after(Duration.ofNanos(Math.max(0, delayNanos)), this::expired);
      }
    }

    private void expired() {
      timerOutput.changed();
    }
  }
}
