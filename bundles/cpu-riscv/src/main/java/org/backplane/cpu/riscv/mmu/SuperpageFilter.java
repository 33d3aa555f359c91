package org.backplane.cpu.riscv.mmu;

import java.util.BitSet;

/**
 * Remembers in which 2 MiB regions translations came from superpages. Such a region may have many
 * entries in the tables, which a fence for one address of it must drop all. It may say yes in
 * error, never no.
 */
final class SuperpageFilter {

  private static final int REGION_SHIFT = 21;
  private static final int BITS = 4096;

  private final BitSet regions = new BitSet(BITS);

  void add(long address) {
    regions.set(bit(address));
  }

  boolean mayHold(long address) {
    return regions.get(bit(address));
  }

  void clear() {
    regions.clear();
  }

  private static int bit(long address) {
    return (int) (address >>> REGION_SHIFT) & (BITS - 1);
  }
}
