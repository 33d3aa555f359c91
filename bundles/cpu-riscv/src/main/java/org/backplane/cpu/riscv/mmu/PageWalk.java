package org.backplane.cpu.riscv.mmu;

import org.backplane.cpu.riscv.csr.CsrFile;
import org.backplane.cpu.riscv.csr.Privilege;
import org.backplane.cpu.riscv.memory.PhysicalMemory;
import org.backplane.cpu.riscv.memory.RamMap;
import org.backplane.cpu.riscv.memory.Window;
import org.backplane.cpu.riscv.trap.Access;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * Walks page tables of Sv39 and Sv48 (RISC-V privileged, 12.3.2). Page tables lie in writable RAM;
 * anything else is an access fault. A walk reads at most one entry of each level, so tables that
 * refer to each other in a circle end it like others. One hart's thread.
 */
final class PageWalk {

  /**
   * In whose name memory is accessed.
   *
   * @param privilege supervisor or user
   * @param sum supervisor mode may load and store where user mode may
   * @param mxr what is executable can be loaded
   */
  record Rights(Privilege privilege, boolean sum, boolean mxr) {}

  /** An entry as it was read: its physical address and that in the host. */
  private record Entry(long at, long host, long value) {}

  private static final int ENTRY_BYTES = 8;
  private static final int INDEX_BITS = 9;
  private static final int SV39 = 8;
  private static final long PPN_MASK = (1L << 44) - 1;

  /** The result of a walk whose entry somebody has changed meanwhile; no physical address. */
  private static final long CHANGED = -1;

  private static final long VALID = 1;
  private static final long READ = 1 << 1;
  private static final long WRITE = 1 << 2;
  private static final long EXECUTE = 1 << 3;
  private static final long USER = 1 << 4;
  private static final long ACCESSED = 1 << 6;
  private static final long DIRTY = 1 << 7;
  private static final int PPN_SHIFT = 10;
  private static final int RESERVED_SHIFT = 54;

  private final CsrFile csrs;
  private final PhysicalMemory memory;
  private int leafLevel;

  PageWalk(CsrFile csrs, PhysicalMemory memory) {
    this.csrs = csrs;
    this.memory = memory;
  }

  /** The level at which the last walk found its page: 0 is 4 KiB, 1 is 2 MiB, and so on. */
  int leafLevel() {
    return leafLevel;
  }

  /**
   * Translates one address and marks its page accessed, and dirty for a store.
   *
   * @return the physical address
   */
  long translate(long address, Access access, Rights rights) throws Trap {
    long physical;
    do {
      physical = walk(address, access, rights, true);
    } while (physical == CHANGED);
    return physical;
  }

  /** Translates like {@link #translate} without a mark in the page tables. */
  long peek(long address, Access access, Rights rights) throws Trap {
    return walk(address, access, rights, false);
  }

  private long walk(long address, Access access, Rights rights, boolean marks) throws Trap {
    long satp = csrs.satp();
    int levels = satp >>> 60 == SV39 ? 3 : 4;
    int unused = Long.SIZE - TranslationTable.PAGE_SHIFT - INDEX_BITS * levels;
    if (address << unused >> unused != address) {
      throw new Trap(access.pageFault(), address);
    }
    long table = (satp & PPN_MASK) << TranslationTable.PAGE_SHIFT;
    for (int level = levels - 1; level >= 0; level--) {
      long at = table + entryOffset(address, level);
      long host = entryHost(at, address, access);
      long entry = Window.get64(host);
      boolean malformed = (entry & (READ | WRITE)) == WRITE || entry >>> RESERVED_SHIFT != 0;
      if ((entry & VALID) == 0 || malformed) {
        throw new Trap(access.pageFault(), address);
      }
      long target = (entry >>> PPN_SHIFT) << TranslationTable.PAGE_SHIFT;
      if ((entry & (READ | EXECUTE)) != 0) {
        requireRights(entry, address, access, rights);
        long offsetMask = (1L << (TranslationTable.PAGE_SHIFT + INDEX_BITS * level)) - 1;
        if ((target & offsetMask) != 0) {
          throw new Trap(access.pageFault(), address); // a misaligned superpage
        }
        if (marks && !mark(new Entry(at, host, entry), address, access)) {
          return CHANGED;
        }
        leafLevel = level;
        return target | (address & offsetMask);
      }
      if ((entry & (ACCESSED | DIRTY | USER)) != 0) {
        throw new Trap(access.pageFault(), address); // reserved in a pointer
      }
      table = target;
    }
    throw new Trap(access.pageFault(), address);
  }

  private static long entryOffset(long address, int level) {
    long index = address >>> (TranslationTable.PAGE_SHIFT + INDEX_BITS * level);
    return (index & ((1 << INDEX_BITS) - 1)) * ENTRY_BYTES;
  }

  /** Where an entry lies in the host; reading tables needs the rights of supervisor mode. */
  private long entryHost(long at, long address, Access access) throws Trap {
    long host = memory.hostWord(at, ENTRY_BYTES);
    if (host == RamMap.NOWHERE
        || !csrs.pmp().allows(at, ENTRY_BYTES, Access.LOAD, Privilege.SUPERVISOR)) {
      throw new Trap(access.accessFault(), address);
    }
    return host;
  }

  private static void requireRights(long entry, long address, Access access, Rights rights)
      throws Trap {
    long needed =
        switch (access) {
          case LOAD -> rights.mxr() ? READ | EXECUTE : READ;
          case STORE -> WRITE;
          case FETCH -> EXECUTE;
        };
    boolean userPage = (entry & USER) != 0;
    boolean reachable =
        rights.privilege() == Privilege.USER
            ? userPage
            : !userPage || (rights.sum() && access != Access.FETCH);
    if ((entry & needed) == 0 || !reachable) {
      throw new Trap(access.pageFault(), address);
    }
  }

  /**
   * Sets the bits A and D, or faults where that is software's task or the entry is not to be
   * written.
   *
   * @return false when the entry is not any more what was read
   */
  private boolean mark(Entry entry, long address, Access access) throws Trap {
    long marks = access == Access.STORE ? ACCESSED | DIRTY : ACCESSED;
    if ((entry.value() & marks) == marks) {
      return true;
    }
    if (!csrs.updatesAccessedAndDirty()) {
      throw new Trap(access.pageFault(), address);
    }
    if (!csrs.pmp().allows(entry.at(), ENTRY_BYTES, Access.STORE, Privilege.SUPERVISOR)) {
      throw new Trap(access.accessFault(), address);
    }
    return Window.compareAndSet64(entry.host(), entry.value(), entry.value() | marks);
  }
}
