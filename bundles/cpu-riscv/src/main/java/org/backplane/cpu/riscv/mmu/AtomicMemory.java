package org.backplane.cpu.riscv.mmu;

import org.backplane.cpu.riscv.memory.Window;
import org.backplane.cpu.riscv.trap.Access;
import org.backplane.cpu.riscv.trap.Cause;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * Atomic accesses to RAM: atomic and sequentially consistent towards all harts and device threads.
 * Devices and ROM take none. One hart's thread, because it holds that hart's reservation.
 */
public final class AtomicMemory {

  private final VirtualMemory memory;

  /** Width of the reserved access; 0 when nothing is reserved. */
  private int reservedBytes;

  private long reservedHost;
  private long reservedValue;

  public AtomicMemory(VirtualMemory memory) {
    this.memory = memory;
  }

  /** LR: loads and reserves. */
  public long loadReserved(long address, int widthBytes) throws Trap {
    requireAligned(address, widthBytes, Cause.LOAD_MISALIGNED);
    long host = memory.hostWord(address, widthBytes, Access.LOAD);
    reservedValue = get(host, widthBytes);
    reservedHost = host;
    reservedBytes = widthBytes;
    return reservedValue;
  }

  /**
   * SC: stores when the reservation is of the same access and memory still holds the value that was
   * loaded. Ends the reservation.
   */
  public boolean storeConditional(long address, int widthBytes, long value) throws Trap {
    requireAligned(address, widthBytes, Cause.STORE_MISALIGNED);
    long host = memory.hostWord(address, widthBytes, Access.STORE);
    boolean reserved = reservedBytes == widthBytes && reservedHost == host;
    reservedBytes = 0;
    return reserved && compareAndSet(host, widthBytes, reservedValue, value);
  }

  /** AMO on a word; the result is what was there before. */
  public int updateWord(long address, Update update, int operand) throws Trap {
    return (int) update(address, 4, update, operand);
  }

  /** AMO on a doubleword; the result is what was there before. */
  public long updateDouble(long address, Update update, long operand) throws Trap {
    return update(address, 8, update, operand);
  }

  private long update(long address, int widthBytes, Update update, long operand) throws Trap {
    requireAligned(address, widthBytes, Cause.STORE_MISALIGNED);
    long host = memory.hostWord(address, widthBytes, Access.STORE);
    while (true) {
      long before = get(host, widthBytes);
      if (compareAndSet(host, widthBytes, before, update.apply(before, operand))) {
        return before;
      }
    }
  }

  private static void requireAligned(long address, int widthBytes, Cause misaligned) throws Trap {
    if ((address & (widthBytes - 1)) != 0) {
      throw new Trap(misaligned, address);
    }
  }

  private static long get(long host, int widthBytes) {
    return widthBytes == 4 ? Window.getVolatile32(host) : Window.getVolatile64(host);
  }

  private static boolean compareAndSet(long host, int widthBytes, long before, long after) {
    return widthBytes == 4
        ? Window.compareAndSet32(host, (int) before, (int) after)
        : Window.compareAndSet64(host, before, after);
  }
}
