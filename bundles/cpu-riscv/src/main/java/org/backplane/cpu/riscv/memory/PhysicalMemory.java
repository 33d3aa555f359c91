package org.backplane.cpu.riscv.memory;

import static org.backplane.cpu.riscv.memory.Layouts.I16_ANY;
import static org.backplane.cpu.riscv.memory.Layouts.I32_ANY;
import static org.backplane.cpu.riscv.memory.Layouts.I64_ANY;
import static org.backplane.cpu.riscv.memory.Layouts.I8;

import org.backplane.api.cpu.BusFault;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.cpu.RamBlock;
import org.backplane.cpu.riscv.trap.Cause;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * Loads and stores at physical addresses, whatever is there: RAM, ROM, devices, nothing. A
 * misaligned access need not be atomic and is not. One hart's thread.
 */
public final class PhysicalMemory {

  private final RamMap ram;
  private final PhysicalBus bus;

  /**
   * @throws IllegalArgumentException RAM is not aligned to 8 bytes in guest and host memory
   */
  public PhysicalMemory(PhysicalBus bus) {
    this.ram = new RamMap(bus.ram());
    this.bus = bus;
  }

  /** Whether an access is wholly in RAM or ROM. */
  public boolean isRam(long address, int widthBytes) {
    return ram.find(address, widthBytes).isPresent();
  }

  /** Copies RAM and ROM; where there is none, the copy is left as it was. */
  public void copy(long address, byte[] into) {
    ram.copy(address, into);
  }

  /** See {@link RamMap#hostPage}. */
  public long hostPage(long address, boolean writable) {
    return ram.hostPage(address, writable);
  }

  /** See {@link RamMap#hostWord}. */
  public long hostWord(long address, int widthBytes) {
    return ram.hostWord(address, widthBytes);
  }

  /** Loads; bits above the width are undefined. */
  public long load(long address, int widthBytes) throws Trap {
    var block = ram.find(address, widthBytes);
    if (block.isPresent()) {
      return load(block.get(), address, widthBytes);
    }
    if (ram.touches(address, widthBytes)) {
      return loadBytes(address, widthBytes);
    }
    return loadDevice(address, widthBytes);
  }

  private static long load(RamBlock block, long address, int widthBytes) {
    long at = address - block.address();
    var segment = block.segment();
    return switch (widthBytes) {
      case 1 -> segment.get(I8, at);
      case 2 -> segment.get(I16_ANY, at);
      case 4 -> segment.get(I32_ANY, at);
      default -> segment.get(I64_ANY, at);
    };
  }

  private long loadBytes(long address, int widthBytes) throws Trap {
    long value = 0;
    for (int i = 0; i < widthBytes; i++) {
      long at = address + i;
      var block = ram.find(at, 1).orElseThrow(() -> new Trap(Cause.LOAD_ACCESS, at));
      value |= (block.segment().get(I8, at - block.address()) & 0xffL) << (8 * i);
    }
    return value;
  }

  private long loadDevice(long address, int widthBytes) throws Trap {
    if ((address & (widthBytes - 1)) != 0) {
      throw new Trap(Cause.LOAD_ACCESS, address);
    }
    try {
      return bus.load(address, widthBytes);
    } catch (BusFault _) {
      throw new Trap(Cause.LOAD_ACCESS, address);
    }
  }

  /** Stores the lower bytes of a value. */
  public void store(long address, int widthBytes, long value) throws Trap {
    var block = ram.find(address, widthBytes);
    if (block.isPresent()) {
      store(block.get(), address, widthBytes, value);
    } else if (ram.touches(address, widthBytes)) {
      storeBytes(address, widthBytes, value);
    } else {
      storeDevice(address, widthBytes, value);
    }
  }

  private static void store(RamBlock block, long address, int widthBytes, long value) throws Trap {
    if (!block.writable()) {
      throw new Trap(Cause.STORE_ACCESS, address);
    }
    long at = address - block.address();
    var segment = block.segment();
    switch (widthBytes) {
      case 1 -> segment.set(I8, at, (byte) value);
      case 2 -> segment.set(I16_ANY, at, (short) value);
      case 4 -> segment.set(I32_ANY, at, (int) value);
      default -> segment.set(I64_ANY, at, value);
    }
  }

  private void storeBytes(long address, int widthBytes, long value) throws Trap {
    for (int i = 0; i < widthBytes; i++) { // all or nothing
      writableAt(address + i);
    }
    for (int i = 0; i < widthBytes; i++) {
      var block = writableAt(address + i);
      block.segment().set(I8, address + i - block.address(), (byte) (value >>> (8 * i)));
    }
  }

  private RamBlock writableAt(long address) throws Trap {
    return ram.find(address, 1)
        .filter(RamBlock::writable)
        .orElseThrow(() -> new Trap(Cause.STORE_ACCESS, address));
  }

  private void storeDevice(long address, int widthBytes, long value) throws Trap {
    if ((address & (widthBytes - 1)) != 0) {
      throw new Trap(Cause.STORE_ACCESS, address);
    }
    try {
      bus.store(address, widthBytes, value);
    } catch (BusFault _) {
      throw new Trap(Cause.STORE_ACCESS, address);
    }
  }
}
