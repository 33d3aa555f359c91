package org.backplane.cpu.riscv.mmu;

import java.util.BitSet;

/**
 * Remembers from which superpages translations came. Such a page may have many entries in the
 * tables, all of which a fence for any of its addresses must drop. It may say yes in error, never
 * no.
 */
final class SuperpageFilter {

  private static final int LEVELS = 3;
  private static final int LEVEL_BITS = 9;
  private static final int BITS = 4096;

  /** By level: pages of 2 MiB, 1 GiB and 512 GiB. */
  private final BitSet[] pages = {new BitSet(BITS), new BitSet(BITS), new BitSet(BITS)};

  /**
   * @param level of its leaf in the page tables, 1 to 3
   */
  void add(long address, int level) {
    pages[level - 1].set(bit(address, level));
  }

  boolean mayHold(long address) {
    for (int level = 1; level <= LEVELS; level++) {
      if (pages[level - 1].get(bit(address, level))) {
        return true;
      }
    }
    return false;
  }

  void clear() {
    for (var level : pages) {
      level.clear();
    }
  }

  private static int bit(long address, int level) {
    int shift = TranslationTable.PAGE_SHIFT + LEVEL_BITS * level;
    return (int) (address >>> shift) & (BITS - 1);
  }
}
