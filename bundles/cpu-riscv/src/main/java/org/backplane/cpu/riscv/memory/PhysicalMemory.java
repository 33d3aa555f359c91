package org.backplane.cpu.riscv.memory;

import static org.backplane.cpu.riscv.memory.Layouts.I16;
import static org.backplane.cpu.riscv.memory.Layouts.I32;
import static org.backplane.cpu.riscv.memory.Layouts.I64;
import static org.backplane.cpu.riscv.memory.Layouts.I8;

import java.lang.foreign.MemorySegment;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * Loads and stores at physical addresses. Aligned accesses to the main RAM block, nearly all of
 * them, take the short way here; whatever else goes through {@link Elsewhere}. One hart's thread.
 */
public final class PhysicalMemory {

  private final MemorySegment main;
  private final long mainAddress;
  private final long mainBytes;
  private final RamMap ram;
  private final Elsewhere elsewhere;

  /**
   * @throws IllegalArgumentException RAM is not aligned to 8 bytes in guest and host memory
   */
  public PhysicalMemory(PhysicalBus bus) {
    ram = new RamMap(bus.ram());
    elsewhere = new Elsewhere(ram, bus);
    main = ram.main().segment();
    mainAddress = ram.main().address();
    mainBytes = main.byteSize();
  }

  /** Whether an access is wholly in RAM or ROM. */
  public boolean isRam(long address, int widthBytes) {
    return ram.find(address, widthBytes).isPresent();
  }

  /** Copies RAM and ROM; where there is none, the copy is left as it was. */
  public void copy(long address, byte[] into) {
    ram.copy(address, into);
  }

  /** Atomic instructions on the same memory. */
  public AtomicMemory atomics() {
    return new AtomicMemory(ram);
  }

  public byte load8(long address) throws Trap {
    long at = address - mainAddress;
    return at >= 0 && at < mainBytes ? main.get(I8, at) : (byte) elsewhere.load(address, 1);
  }

  public short load16(long address) throws Trap {
    long at = address - mainAddress;
    return (at & 1) == 0 && at >= 0 && at <= mainBytes - 2
        ? main.get(I16, at)
        : (short) elsewhere.load(address, 2);
  }

  public int load32(long address) throws Trap {
    long at = address - mainAddress;
    return (at & 3) == 0 && at >= 0 && at <= mainBytes - 4
        ? main.get(I32, at)
        : (int) elsewhere.load(address, 4);
  }

  public long load64(long address) throws Trap {
    long at = address - mainAddress;
    return (at & 7) == 0 && at >= 0 && at <= mainBytes - 8
        ? main.get(I64, at)
        : elsewhere.load(address, 8);
  }

  public void store8(long address, long value) throws Trap {
    long at = address - mainAddress;
    if (at >= 0 && at < mainBytes) {
      main.set(I8, at, (byte) value);
    } else {
      elsewhere.store(address, 1, value);
    }
  }

  public void store16(long address, long value) throws Trap {
    long at = address - mainAddress;
    if ((at & 1) == 0 && at >= 0 && at <= mainBytes - 2) {
      main.set(I16, at, (short) value);
    } else {
      elsewhere.store(address, 2, value);
    }
  }

  public void store32(long address, long value) throws Trap {
    long at = address - mainAddress;
    if ((at & 3) == 0 && at >= 0 && at <= mainBytes - 4) {
      main.set(I32, at, (int) value);
    } else {
      elsewhere.store(address, 4, value);
    }
  }

  public void store64(long address, long value) throws Trap {
    long at = address - mainAddress;
    if ((at & 7) == 0 && at >= 0 && at <= mainBytes - 8) {
      main.set(I64, at, value);
    } else {
      elsewhere.store(address, 8, value);
    }
  }
}
