package org.backplane.cpu.riscv.memory;

import static org.backplane.cpu.riscv.memory.Layouts.I32;
import static org.backplane.cpu.riscv.memory.Layouts.I64;

import java.lang.invoke.VarHandle;
import org.backplane.api.cpu.RamBlock;
import org.backplane.cpu.riscv.trap.Cause;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * Atomic accesses to RAM: atomic and sequentially consistent towards all harts and device threads.
 * Devices and ROM take none. One hart's thread, because it holds that hart's reservation.
 */
public final class AtomicMemory {

  private static final VarHandle WORD = I32.varHandle();
  private static final VarHandle DOUBLE = I64.varHandle();

  private final RamMap ram;

  /** Width of the reserved access; 0 when nothing is reserved. */
  private int reservedBytes;

  private long reservedAddress;
  private long reservedValue;

  AtomicMemory(RamMap ram) {
    this.ram = ram;
  }

  /** LR: loads and reserves. */
  public long loadReserved(long address, int widthBytes) throws Trap {
    var block = at(address, widthBytes, Cause.LOAD_MISALIGNED, Cause.LOAD_ACCESS);
    reservedValue = get(block, address, widthBytes);
    reservedAddress = address;
    reservedBytes = widthBytes;
    return reservedValue;
  }

  /**
   * SC: stores when the reservation is of the same access and memory still holds the value that was
   * loaded. Ends the reservation.
   */
  public boolean storeConditional(long address, int widthBytes, long value) throws Trap {
    var block = at(address, widthBytes, Cause.STORE_MISALIGNED, Cause.STORE_ACCESS);
    boolean reserved = reservedBytes == widthBytes && reservedAddress == address;
    reservedBytes = 0;
    return reserved && compareAndSet(block, address, widthBytes, reservedValue, value);
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
    var block = at(address, widthBytes, Cause.STORE_MISALIGNED, Cause.STORE_ACCESS);
    while (true) {
      long before = get(block, address, widthBytes);
      if (compareAndSet(block, address, widthBytes, before, update.apply(before, operand))) {
        return before;
      }
    }
  }

  private RamBlock at(long address, int widthBytes, Cause misaligned, Cause fault) throws Trap {
    if ((address & (widthBytes - 1)) != 0) {
      throw new Trap(misaligned, address);
    }
    return ram.find(address, widthBytes)
        .filter(RamBlock::writable)
        .orElseThrow(() -> new Trap(fault, address));
  }

  private static long get(RamBlock block, long address, int widthBytes) {
    long at = address - block.address();
    return widthBytes == 4
        ? (int) WORD.getVolatile(block.segment(), at)
        : (long) DOUBLE.getVolatile(block.segment(), at);
  }

  private static boolean compareAndSet(
      RamBlock block, long address, int widthBytes, long before, long after) {
    long at = address - block.address();
    return widthBytes == 4
        ? WORD.compareAndSet(block.segment(), at, (int) before, (int) after)
        : DOUBLE.compareAndSet(block.segment(), at, before, after);
  }
}
