package org.backplane.cpu.riscv.mmu;

import java.util.Arrays;

/**
 * Translations of one kind of access in one {@linkplain TranslationContext context}: direct-mapped,
 * by virtual page. An entry is a pair, side by side: its tag, and behind that what to add to a
 * virtual address of its page. The array is open to the code that looks it up for each guest
 * access; it compares the tag with the address, of which it keeps the page and the low bits that
 * must be zero for the access to be aligned.
 */
final class TranslationTable {

  static final int PAGE_SHIFT = 12;
  static final long PAGE_MASK = -1L << PAGE_SHIFT;

  private static final int ENTRIES = 4096;

  /** A tag that no address has: bit 11 of a tag is never set. */
  private static final long EMPTY = 1L << (PAGE_SHIFT - 1);

  final long[] entries = new long[2 * ENTRIES];
  private boolean used = true;

  TranslationTable() {
    clear();
  }

  /** Where the tag of an address is; what to add follows. */
  static int index(long address) {
    return (int) (address >>> (PAGE_SHIFT - 1)) & (2 * ENTRIES - 2);
  }

  boolean holds(long address) {
    return entries[index(address)] == (address & PAGE_MASK);
  }

  long delta(long address) {
    return entries[index(address) + 1];
  }

  void put(long address, long delta) {
    int index = index(address);
    entries[index] = address & PAGE_MASK;
    entries[index + 1] = delta;
    used = true;
  }

  void drop(long address) {
    if (holds(address)) {
      entries[index(address)] = EMPTY;
    }
  }

  void clear() {
    if (used) {
      Arrays.fill(entries, EMPTY);
      used = false;
    }
  }
}
