package org.backplane.cpu.riscv.csr;

import java.util.ArrayList;
import java.util.List;
import org.backplane.cpu.riscv.trap.Access;

/**
 * Physical memory protection: 16 entries with a grain of 4 bytes (RISC-V privileged, 3.7). The
 * lowest entry that matches a part of an access decides about it, and must match all of it.
 */
public final class Pmp {

  static final int ENTRIES = 16;

  /** The bits of a {@code pmpcfg} register that can be written, eight entries. */
  static final long CONFIGURATIONS = 0x9f9f_9f9f_9f9f_9f9fL;

  /** The bits of a {@code pmpaddr} register: address bits 55 to 2. */
  static final long ADDRESS = (1L << 54) - 1;

  private static final int PER_REGISTER = 8;
  private static final long EVERY_ENTRY = 0x0101_0101_0101_0101L;
  private static final int GRAIN_SHIFT = 2;
  private static final int MODE = 0x18;
  private static final int OFF = 0;
  private static final int TOR = 0x08;
  private static final int NA4 = 0x10;

  private final long[] addresses = new long[ENTRIES];
  private final int[] configurations = new int[ENTRIES];

  /** Of the entries that match anything, by priority. */
  private PmpRegion[] regions = {};

  private boolean dividesPages;
  private long generation;

  /** Of the reserved W without R, W falls. */
  static long legalConfigurations(long after) {
    long reads = after & EVERY_ENTRY * PmpRegion.READ;
    return after & (~(EVERY_ENTRY * PmpRegion.WRITE) | reads << 1);
  }

  /**
   * Whether an access is allowed.
   *
   * @param address physical
   * @param widthBytes how many bytes, at least 1
   * @param privilege the mode that the access is made with, MPRV considered
   */
  public boolean allows(long address, int widthBytes, Access access, Privilege privilege) {
    long end = address + widthBytes - 1;
    long last = Long.compareUnsigned(end, address) < 0 ? ~0L : end;
    for (var region : regions) {
      if (region.touches(address, last)) {
        return region.contains(address, last) && region.grants(access, privilege);
      }
    }
    return privilege == Privilege.MACHINE;
  }

  /**
   * Whether an access within a 4 KiB page is allowed no matter where in it.
   *
   * @param pageAddress a multiple of 4096
   */
  public boolean isUniform(long pageAddress) {
    for (var region : regions) {
      if (region.divides(pageAddress)) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is any page that is not {@linkplain #isUniform uniform}. */
  public boolean dividesPages() {
    return dividesPages;
  }

  /** Whether every access of a mode is allowed; a quick answer, not always true where it could. */
  public boolean isOpen(Privilege privilege) {
    return regions.length == 0 ? privilege == Privilege.MACHINE : regions[0].isOpen();
  }

  /** Grows whenever an answer may have changed. */
  public long generation() {
    return generation;
  }

  long configuration(int register) {
    long value = 0;
    for (int i = 0; i < PER_REGISTER; i++) {
      value |= (long) configurations[register * PER_REGISTER + i] << (8 * i);
    }
    return value;
  }

  long address(int entry) {
    return addresses[entry];
  }

  /** Writes eight entries but for those that are locked. */
  void writeConfiguration(int register, long value) {
    long legal = Csr.PMPCFG.legal(0, value);
    for (int i = 0; i < PER_REGISTER; i++) {
      int entry = register * PER_REGISTER + i;
      if (!isLocked(entry)) {
        configurations[entry] = (int) (legal >>> (8 * i)) & 0xff;
      }
    }
    rebuild();
  }

  /** Writes an address unless its entry is locked, or the next that it is the lower end of. */
  void writeAddress(int entry, long value) {
    boolean isLockedEnd =
        entry + 1 < ENTRIES && isLocked(entry + 1) && (configurations[entry + 1] & MODE) == TOR;
    if (!isLocked(entry) && !isLockedEnd) {
      restoreAddress(entry, Csr.PMPADDR.legal(0, value));
    }
  }

  private boolean isLocked(int entry) {
    return (configurations[entry] & PmpRegion.LOCKED) != 0;
  }

  /** Takes a legal address, whatever is locked. */
  void restoreAddress(int entry, long value) {
    addresses[entry] = value;
    rebuild();
  }

  private void rebuild() {
    List<PmpRegion> found = new ArrayList<>();
    for (int entry = 0; entry < ENTRIES; entry++) {
      addRegion(entry, found);
    }
    regions = found.toArray(PmpRegion[]::new);
    dividesPages = found.stream().anyMatch(PmpRegion::dividesPages);
    generation++;
  }

  private void addRegion(int entry, List<PmpRegion> found) {
    int configuration = configurations[entry];
    long address = addresses[entry];
    long start = address << GRAIN_SHIFT;
    switch (configuration & MODE) {
      case OFF -> {}
      case TOR -> {
        long from = entry == 0 ? 0 : addresses[entry - 1] << GRAIN_SHIFT;
        if (from < start) {
          found.add(new PmpRegion(from, start - 1, configuration));
        }
      }
      case NA4 -> found.add(new PmpRegion(start, start + 3, configuration));
      default -> {
        long ones = address ^ (address + 1); // the lowest zero of the address, and the ones below
        long first = (address & ~ones) << GRAIN_SHIFT;
        found.add(new PmpRegion(first, first + (ones << GRAIN_SHIFT | 3), configuration));
      }
    }
  }
}
