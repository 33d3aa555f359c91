package org.backplane.vm.runtime.board;

import org.backplane.api.cpu.BusFault;
import org.backplane.vm.runtime.device.MmioDevice;

/**
 * The power and test device: one 32-bit register at offset 0. It reads 0; a write of 0x5555 powers
 * off, 0x7777 resets, and {@code code << 16 | 0x3333} reports a failed test. Other values do
 * nothing.
 */
public final class PowerDevice implements MmioDevice {

  private static final int OFF = 0x5555;
  private static final int RESET = 0x7777;
  private static final int FAIL = 0x3333;
  private static final int HIGHEST_STATUS = 255;

  /** What the guest asks for, on its hart's thread: must answer at once. */
  public interface Switch {

    void powerOff();

    /**
     * Starts anew.
     *
     * @param statusIfLast 0, or what the machine ends with when a reset ends it and this one is
     *     because of a failure, at most 255
     */
    void reset(int statusIfLast);

    /**
     * A test failed.
     *
     * @param status 0 to 255; a larger code of the guest arrives as 255
     */
    void fail(int status);
  }

  private final Switch power;

  public PowerDevice(Switch power) {
    this.power = power;
  }

  @Override
  public long load(long offset, int widthBytes) throws BusFault {
    checkWidth(offset, widthBytes);
    return 0;
  }

  @Override
  public void store(long offset, int widthBytes, long value) throws BusFault {
    checkWidth(offset, widthBytes);
    if (offset != 0) {
      return;
    }
    switch ((int) value & 0xffff) {
      case OFF -> power.powerOff();
      case RESET -> power.reset(0);
      case FAIL -> power.fail(Math.min((int) value >>> 16, HIGHEST_STATUS));
      default -> {}
    }
  }

  private static void checkWidth(long offset, int widthBytes) throws BusFault {
    if (widthBytes > 4) {
      throw new BusFault(MemoryMap.POWER.address() + offset);
    }
  }
}
