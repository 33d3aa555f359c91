package org.backplane.cpu.riscv.csr;

import org.backplane.cpu.riscv.trap.Access;

/**
 * The addresses that one entry of physical memory protection matches, and whom it lets in (RISC-V
 * privileged, 3.7.1).
 *
 * @param first the first address
 * @param last the last address, not less, unsigned
 * @param configuration its byte of {@code pmpcfg}
 */
record PmpRegion(long first, long last, int configuration) {

  static final int READ = 1;
  static final int WRITE = 2;
  static final int EXECUTE = 4;
  static final int LOCKED = 0x80;

  private static final int ALL = READ | WRITE | EXECUTE;
  private static final long LAST_PHYSICAL = (1L << 56) - 1;
  private static final long PAGE = 4095;

  boolean touches(long from, long to) {
    return Long.compareUnsigned(from, last) <= 0 && Long.compareUnsigned(to, first) >= 0;
  }

  boolean contains(long from, long to) {
    return Long.compareUnsigned(from, first) >= 0 && Long.compareUnsigned(to, last) <= 0;
  }

  boolean grants(Access access, Privilege privilege) {
    int needed =
        switch (access) {
          case LOAD -> READ;
          case STORE -> WRITE;
          case FETCH -> EXECUTE;
        };
    boolean isBound = privilege != Privilege.MACHINE || (configuration & LOCKED) != 0;
    return !isBound || (configuration & needed) != 0;
  }

  /** Whether it lets everybody do everything everywhere. */
  boolean isOpen() {
    return first == 0 && last >= LAST_PHYSICAL && (configuration & ALL) == ALL;
  }

  /** Whether it begins or ends within a page. */
  boolean dividesPages() {
    return (first & PAGE) != 0 || (last & PAGE) != PAGE;
  }

  /** Whether it matches a part of a page, not all or nothing of it. */
  boolean divides(long page) {
    long end = page | PAGE;
    return touches(page, end) && !contains(page, end);
  }
}
