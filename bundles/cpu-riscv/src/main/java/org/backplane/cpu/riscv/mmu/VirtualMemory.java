package org.backplane.cpu.riscv.mmu;

import static org.backplane.cpu.riscv.mmu.TranslationTable.PAGE_MASK;
import static org.backplane.cpu.riscv.mmu.TranslationTable.index;

import org.backplane.cpu.riscv.csr.Privilege;
import org.backplane.cpu.riscv.memory.PhysicalMemory;
import org.backplane.cpu.riscv.memory.RamMap;
import org.backplane.cpu.riscv.memory.Window;
import org.backplane.cpu.riscv.trap.Access;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * Loads and stores at virtual addresses. Aligned accesses to RAM pages that are known, nearly all
 * of them, take one comparison; whatever else goes the long way. A store tells whether it went to
 * RAM: a device may have asked for the hart's attention. One hart's thread.
 */
public final class VirtualMemory {

  private static final int PAGE_BYTES = 4096;

  private final Mmu mmu;
  private final PhysicalMemory physical;

  // Those of the present context, here so that an access follows as few references as possible.
  private long[] loads;
  private long[] stores;

  public VirtualMemory(Mmu mmu, PhysicalMemory physical) {
    this.mmu = mmu;
    this.physical = physical;
    var context = mmu.data();
    loads = context.loads.entries;
    stores = context.stores.entries;
  }

  /**
   * Takes up privilege and registers; to be called whenever one that affects translation changed.
   *
   * @return whether code may be found elsewhere than before
   */
  public boolean configure(Privilege privilege) {
    boolean moved = mmu.configure(privilege);
    var context = mmu.data();
    loads = context.loads.entries;
    stores = context.stores.entries;
    return moved;
  }

  /** SFENCE.VMA for all addresses. */
  public void flush() {
    mmu.flush();
  }

  /** SFENCE.VMA for one address. */
  public void flush(long address) {
    mmu.flush(address);
  }

  /** The physical address of code. */
  public long fetchAddress(long address) throws Trap {
    return mmu.fetchAddress(address);
  }

  /** Whether code may be executed in one part of a physical page and not in another. */
  public boolean isFetchDivided(long physicalAddress) {
    return mmu.isFetchDivided(physicalAddress);
  }

  public byte load8(long address) throws Trap {
    int index = index(address);
    return loads[index] == (address & PAGE_MASK)
        ? Window.get8(address + loads[index + 1])
        : (byte) load(address, 1);
  }

  public short load16(long address) throws Trap {
    int index = index(address);
    return loads[index] == (address & (PAGE_MASK | 1))
        ? Window.get16(address + loads[index + 1])
        : (short) load(address, 2);
  }

  public int load32(long address) throws Trap {
    int index = index(address);
    return loads[index] == (address & (PAGE_MASK | 3))
        ? Window.get32(address + loads[index + 1])
        : (int) load(address, 4);
  }

  public long load64(long address) throws Trap {
    int index = index(address);
    return loads[index] == (address & (PAGE_MASK | 7))
        ? Window.get64(address + loads[index + 1])
        : load(address, 8);
  }

  public boolean store8(long address, long value) throws Trap {
    int index = index(address);
    if (stores[index] == (address & PAGE_MASK)) {
      Window.set8(address + stores[index + 1], (byte) value);
      return true;
    }
    return store(address, 1, value);
  }

  public boolean store16(long address, long value) throws Trap {
    int index = index(address);
    if (stores[index] == (address & (PAGE_MASK | 1))) {
      Window.set16(address + stores[index + 1], (short) value);
      return true;
    }
    return store(address, 2, value);
  }

  public boolean store32(long address, long value) throws Trap {
    int index = index(address);
    if (stores[index] == (address & (PAGE_MASK | 3))) {
      Window.set32(address + stores[index + 1], (int) value);
      return true;
    }
    return store(address, 4, value);
  }

  public boolean store64(long address, long value) throws Trap {
    int index = index(address);
    if (stores[index] == (address & (PAGE_MASK | 7))) {
      Window.set64(address + stores[index + 1], value);
      return true;
    }
    return store(address, 8, value);
  }

  /** Zeros a naturally aligned block of less than a page, all or nothing; it must be RAM. */
  public void zero(long address, int sizeBytes) throws Trap {
    long host = hostWord(address, sizeBytes, Access.STORE);
    for (int i = 0; i < sizeBytes; i += Long.BYTES) {
      Window.set64(host + i, 0);
    }
  }

  /**
   * The host address for an atomic access, naturally aligned, to writable RAM.
   *
   * @throws Trap also where there is no such RAM
   */
  long hostWord(long address, int widthBytes, Access access) throws Trap {
    int index = index(address);
    if (stores[index] == (address & PAGE_MASK)) {
      return address + stores[index + 1];
    }
    long host = physical.hostWord(mmu.dataAddress(address, widthBytes, access), widthBytes);
    if (host == RamMap.NOWHERE) {
      throw new Trap(access.accessFault(), address);
    }
    return host;
  }

  private long load(long address, int widthBytes) throws Trap {
    int before = bytesBeforePageEnd(address);
    if (before < widthBytes) {
      return loadAcross(address, before, widthBytes);
    }
    int index = index(address);
    if (loads[index] == (address & PAGE_MASK)) {
      return loadMisaligned(address + loads[index + 1], widthBytes);
    }
    long at = mmu.dataAddress(address, widthBytes, Access.LOAD);
    try {
      return physical.load(at, widthBytes);
    } catch (Trap trap) {
      throw trap.at(address + (trap.value() - at));
    }
  }

  private static long loadMisaligned(long host, int widthBytes) {
    return switch (widthBytes) {
      case 2 -> Window.get16(host);
      case 4 -> Window.get32(host);
      default -> Window.get64(host);
    };
  }

  /** The first page faults first. */
  private long loadAcross(long address, int before, int widthBytes) throws Trap {
    requireLoadable(address, before);
    requireLoadable(address + before, widthBytes - before);
    long low = loadBytes(address, before);
    return low | loadBytes(address + before, widthBytes - before) << (8 * before);
  }

  private void requireLoadable(long address, int count) throws Trap {
    if (!physical.isRam(mmu.dataAddress(address, count, Access.LOAD), count)) {
      throw new Trap(Access.LOAD.accessFault(), address); // devices take no misaligned accesses
    }
  }

  private long loadBytes(long address, int count) throws Trap {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (load8(address + i) & 0xffL) << (8 * i);
    }
    return value;
  }

  private boolean store(long address, int widthBytes, long value) throws Trap {
    int before = bytesBeforePageEnd(address);
    if (before < widthBytes) {
      storeAcross(address, before, widthBytes, value);
      return true;
    }
    int index = index(address);
    if (stores[index] == (address & PAGE_MASK)) {
      storeMisaligned(address + stores[index + 1], widthBytes, value);
      return true;
    }
    long at = mmu.dataAddress(address, widthBytes, Access.STORE);
    try {
      physical.store(at, widthBytes, value);
      return physical.isRam(at, widthBytes);
    } catch (Trap trap) {
      throw trap.at(address + (trap.value() - at));
    }
  }

  private static void storeMisaligned(long host, int widthBytes, long value) {
    switch (widthBytes) {
      case 2 -> Window.set16(host, (short) value);
      case 4 -> Window.set32(host, (int) value);
      default -> Window.set64(host, value);
    }
  }

  /** All or nothing: both pages are looked up before a byte is stored. */
  private void storeAcross(long address, int before, int widthBytes, long value) throws Trap {
    requireStorable(address, before);
    requireStorable(address + before, widthBytes - before);
    for (int i = 0; i < widthBytes; i++) {
      store8(address + i, value >>> (8 * i));
    }
  }

  private void requireStorable(long address, int count) throws Trap {
    long at = mmu.dataAddress(address, count, Access.STORE);
    if (physical.hostWord(at, count) == RamMap.NOWHERE) {
      throw new Trap(Access.STORE.accessFault(), address);
    }
  }

  private static int bytesBeforePageEnd(long address) {
    return PAGE_BYTES - ((int) address & (PAGE_BYTES - 1));
  }
}
