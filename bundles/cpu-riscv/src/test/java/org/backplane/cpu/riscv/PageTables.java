package org.backplane.cpu.riscv;

/** Page tables in a board's RAM: builds them entry by entry, and changes them. */
public final class PageTables {

  public static final long V = 1;
  public static final long R = 1 << 1;
  public static final long W = 1 << 2;
  public static final long X = 1 << 3;
  public static final long U = 1 << 4;
  public static final long G = 1 << 5;
  public static final long A = 1 << 6;
  public static final long D = 1 << 7;

  /** What a page needs that supervisor mode may do everything with. */
  public static final long OPEN = V | R | W | X | A | D;

  private static final int PAGE = 4096;

  private final TestBoard board;
  private final int levels;
  private final long root;
  private long free;

  /**
   * @param levels 3 for Sv39, 4 for Sv48
   * @param root where the first table lies; others follow it
   */
  public PageTables(TestBoard board, int levels, long root) {
    this.board = board;
    this.levels = levels;
    this.root = root;
    this.free = root + PAGE;
  }

  /** The value that makes a hart use them. */
  public long satp() {
    return (levels == 3 ? 8L : 9L) << 60 | root >>> 12;
  }

  /** The first address behind them. */
  public long end() {
    return free;
  }

  /**
   * Maps a page of 4 KiB (level 0), 2 MiB (1), 1 GiB (2) or 512 GiB (3); tables on the way are made
   * as needed.
   */
  public PageTables map(long virtual, long physical, int level, long flags) {
    board.word64(place(virtual, level), leaf(physical, flags));
    return this;
  }

  /** Maps 4 KiB. */
  public PageTables map(long virtual, long physical, long flags) {
    return map(virtual, physical, 0, flags);
  }

  public static long leaf(long physical, long flags) {
    return physical >>> 12 << 10 | flags;
  }

  /** The entry of an address at a level. */
  public long entry(long virtual, int level) {
    return board.word64(place(virtual, level));
  }

  public void entry(long virtual, int level, long value) {
    board.word64(place(virtual, level), value);
  }

  /** Where the entry of an address at a level lies. */
  public long place(long virtual, int level) {
    long table = root;
    for (int at = levels - 1; at > level; at--) {
      table = next(table + index(virtual, at));
    }
    return table + index(virtual, level);
  }

  private long next(long place) {
    if (board.word64(place) == 0) {
      board.word64(place, leaf(free, V));
      free += PAGE;
    }
    return board.word64(place) >>> 10 << 12;
  }

  private static long index(long virtual, int level) {
    return (virtual >>> (12 + 9 * level) & 511) * 8;
  }
}
