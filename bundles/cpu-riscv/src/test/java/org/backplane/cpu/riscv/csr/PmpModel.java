package org.backplane.cpu.riscv.csr;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.backplane.cpu.riscv.trap.Access;

/** Physical memory protection by the letter, byte by byte (RISC-V privileged, 3.7.1). */
final class PmpModel {

  private static final int NONE = -1;

  private final int[] configurations = new int[16];
  private final long[] addresses = new long[16];

  void configure(int entry, int value) {
    if (configurations[entry] < 0x80) {
      boolean reserved = (value & 1) == 0 && (value & 2) != 0;
      configurations[entry] = reserved ? value & 0x9d : value & 0x9f;
    }
  }

  void address(int entry, long value) {
    boolean locked = configurations[entry] >= 0x80;
    boolean lockedByNext =
        entry < 15 && configurations[entry + 1] >= 0x80 && (mode(entry + 1)) == 1;
    if (!locked && !lockedByNext) {
      addresses[entry] = value & (1L << 54) - 1;
    }
  }

  int configuration(int entry) {
    return configurations[entry];
  }

  long address(int entry) {
    return addresses[entry];
  }

  private int mode(int entry) {
    return configurations[entry] >> 3 & 3;
  }

  private boolean matches(int entry, long at) {
    return switch (mode(entry)) {
      case 0 -> false;
      case 1 -> (entry == 0 || at >= addresses[entry - 1] * 4) && at < addresses[entry] * 4;
      case 2 -> at / 4 == addresses[entry];
      default -> {
        long bytes = 8L << Long.numberOfTrailingZeros(~addresses[entry]);
        long start = addresses[entry] * 4 / bytes * bytes;
        yield at >= start && at < start + bytes;
      }
    };
  }

  private int entryOf(long at) {
    return IntStream.range(0, 16).filter(entry -> matches(entry, at)).findFirst().orElse(NONE);
  }

  boolean allows(long at, int width, Access access, Privilege privilege) {
    int entry =
        LongStream.range(at, at + width)
            .mapToInt(this::entryOf)
            .filter(found -> found != NONE)
            .min()
            .orElse(NONE);
    if (entry == NONE) {
      return privilege == Privilege.MACHINE;
    }
    if (!LongStream.range(at, at + width).allMatch(address -> matches(entry, address))) {
      return false;
    }
    int bit =
        switch (access) {
          case LOAD -> 0;
          case STORE -> 1;
          case FETCH -> 2;
        };
    boolean free = privilege == Privilege.MACHINE && configurations[entry] < 0x80;
    return free || (configurations[entry] >> bit & 1) == 1;
  }

  /** Whether each entry matches a whole page or nothing of it. */
  boolean isUniform(long page) {
    return IntStream.range(0, 16)
        .allMatch(
            entry ->
                LongStream.range(page, page + 4096)
                        .filter(at -> at % 4 == 0)
                        .mapToObj(at -> matches(entry, at))
                        .distinct()
                        .count()
                    == 1);
  }
}
