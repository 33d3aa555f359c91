package org.backplane.vm.runtime.board;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.cpu.BusFault;
import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.device.LevelOutput;
import org.backplane.vm.runtime.device.MmioDevice;
import org.backplane.vm.runtime.device.VirtualClock;
import org.backplane.vm.runtime.trace.BoardTrace;
import org.jspecify.annotations.Nullable;

/**
 * Goldfish real-time clock: nanoseconds since 1970, in UTC. It goes on while the machine is paused,
 * as a clock on a battery does; an alarm that falls due meanwhile comes when the machine goes on.
 * Registers of 32 bits:
 *
 * <pre>
 * 0x00  RW  TIME_LOW       a read latches the high half
 * 0x04  RW  TIME_HIGH      a write is applied by the following write of TIME_LOW
 * 0x08  RW  ALARM_LOW      a write arms the alarm
 * 0x0c  RW  ALARM_HIGH
 * 0x10  RW  IRQ_ENABLED    bit 0
 * 0x14  W   CLEAR_ALARM    disarms
 * 0x18  R   ALARM_STATUS   1 while armed
 * 0x1c  W   CLEAR_INTERRUPT
 * </pre>
 */
public final class GoldfishRtc implements MmioDevice {

  private static final String DEVICE = "rtc";

  private static final int TIME_LOW = 0x00;
  private static final int TIME_HIGH = 0x04;
  private static final int ALARM_LOW = 0x08;
  private static final int ALARM_HIGH = 0x0c;
  private static final int IRQ_ENABLED = 0x10;
  private static final int CLEAR_ALARM = 0x14;
  private static final int ALARM_STATUS = 0x18;
  private static final int CLEAR_INTERRUPT = 0x1c;
  private static final long LOW_HALF = 0xffff_ffffL;
  // Longer waits are taken in steps: the machine's clock counts a signed number of nanoseconds.
  private static final long LONGEST_STEP = Duration.ofDays(1).toNanos();

  private final ReentrantLock lock = new ReentrantLock();
  private final BoardTrace trace;
  private final InstantSource host;
  private final VirtualClock clock;
  private final LevelOutput output;
  private long offsetNanos;
  private long latchedHigh;
  private long timeHigh;
  private long alarmHigh;
  private long alarmNanos;
  private boolean armed;
  private boolean enabled;
  private boolean pending;
  private VirtualClock.@Nullable Timer timer;

  public GoldfishRtc(InstantSource host, VirtualClock clock, InterruptPin pin, BoardTrace trace) {
    this.trace = trace;
    this.host = host;
    this.clock = clock;
    this.output = new LevelOutput(pin, this::interrupts);
  }

  /** Back to the power-on state; the time itself is kept. */
  public void reset() {
    change(
        () -> {
          disarm();
          enabled = false;
          pending = false;
          alarmHigh = 0;
          alarmNanos = 0;
        });
  }

  @Override
  public long load(long offset, int widthBytes) throws BusFault {
    checkWidth(offset, widthBytes);
    long value = read((int) offset);
    if (trace.rtcRead.enabled()) {
      trace.rtcRead.record(DEVICE, offset, value);
    }
    return value;
  }

  private long read(int register) {
    lock.lock();
    try {
      return switch (register) {
        case TIME_LOW -> {
          long now = now();
          latchedHigh = now >>> 32;
          yield now & LOW_HALF;
        }
        case TIME_HIGH -> latchedHigh;
        case ALARM_LOW -> alarmNanos & LOW_HALF;
        case ALARM_HIGH -> alarmHigh;
        case IRQ_ENABLED -> enabled ? 1 : 0;
        case ALARM_STATUS -> armed ? 1 : 0;
        default -> 0;
      };
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void store(long offset, int widthBytes, long value) throws BusFault {
    checkWidth(offset, widthBytes);
    long half = value & LOW_HALF;
    if (trace.rtcWrite.enabled()) {
      trace.rtcWrite.record(DEVICE, offset, half);
    }
    change(
        () -> {
          switch ((int) offset) {
            case TIME_LOW -> offsetNanos += ((timeHigh << 32) | half) - now();
            case TIME_HIGH -> timeHigh = half;
            case ALARM_LOW -> arm((alarmHigh << 32) | half);
            case ALARM_HIGH -> alarmHigh = half;
            case IRQ_ENABLED -> enabled = (half & 1) != 0;
            case CLEAR_ALARM -> disarm();
            case CLEAR_INTERRUPT -> pending = false;
            default -> {}
          }
        });
  }

  private void arm(long at) {
    disarm();
    alarmNanos = at;
    armed = true;
    schedule();
  }

  private void schedule() {
    long left = alarmNanos - now();
    if (left <= 0) {
      armed = false;
      pending = true;
    } else {
      timer = clock.after(Duration.ofNanos(Math.min(left, LONGEST_STEP)), this::expired);
    }
  }

  private void expired() {
    change(
        () -> {
          if (armed) {
            schedule();
          }
        });
  }

  private void disarm() {
    armed = false;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private long now() {
    var instant = host.instant();
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano() + offsetNanos;
  }

  private void change(Runnable step) {
    lock.lock();
    try {
      step.run();
    } finally {
      lock.unlock();
    }
    output.changed();
  }

  private boolean interrupts() {
    lock.lock();
    try {
      return enabled && pending;
    } finally {
      lock.unlock();
    }
  }

  private static void checkWidth(long offset, int widthBytes) throws BusFault {
    if (widthBytes != 4) {
      throw new BusFault(MemoryMap.RTC.address() + offset);
    }
  }
}
