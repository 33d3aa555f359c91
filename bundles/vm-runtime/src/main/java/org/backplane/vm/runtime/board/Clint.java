package org.backplane.vm.runtime.board;

import java.util.List;
import org.backplane.api.cpu.BusFault;
import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.device.MmioDevice;
import org.backplane.vm.runtime.device.VirtualClock;
import org.backplane.vm.runtime.trace.BoardTrace;

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

  /**
   * The two lines into one hart.
   *
   * @param software machine software interrupt
   * @param timer machine timer interrupt
   */
  public record Lines(InterruptPin software, InterruptPin timer) {}

  private final VirtualClock clock;
  private final BoardTrace trace;
  private final Registers[] harts;

  public Clint(VirtualClock clock, List<Lines> lines, BoardTrace trace) {
    this.clock = clock;
    this.trace = trace;
    this.harts = lines.stream().map(each -> new Registers(clock, each)).toArray(Registers[]::new);
  }

  /** The time counter. */
  public long ticks() {
    return ticks(clock);
  }

  static long ticks(VirtualClock clock) {
    return clock.nanos() / NANOS_PER_TICK;
  }

  /** Back to the power-on state: no software interrupt, no timer set. */
  public void reset() {
    for (Registers hart : harts) {
      hart.setSoftware(false);
      hart.timer.set(TimeCompare.NEVER);
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
      value = harts[(at - MTIMECMP) / 8].timer.value();
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
        harts[hart].timer.set(value << shift, mask);
        if (trace.timerSet.enabled()) {
          trace.timerSet.record(hart, "machine", harts[hart].timer.value());
        }
      }
    } else if (offset / 4 < harts.length) {
      setSoftware((int) offset / 4, (value & 1) != 0);
    }
  }

  private void setSoftware(int hart, boolean high) {
    if (trace.softwareInterrupt.enabled()) {
      trace.softwareInterrupt.record(hart, high);
    }
    harts[hart].setSoftware(high);
  }

  private static void checkWidth(long offset, int widthBytes) throws BusFault {
    if (widthBytes < 4) {
      throw new BusFault(MemoryMap.CLINT.address() + offset);
    }
  }

  /** One hart's registers. */
  private static final class Registers {
    private final InterruptPin softwarePin;
    private final TimeCompare timer;
    private volatile boolean software;

    Registers(VirtualClock clock, Lines lines) {
      softwarePin = lines.software();
      timer = new TimeCompare(clock, lines.timer());
    }

    int msip() {
      return software ? 1 : 0;
    }

    void setSoftware(boolean high) {
      software = high;
      softwarePin.set(high);
    }
  }
}
