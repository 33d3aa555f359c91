package org.backplane.vm.runtime.boot;

import java.util.HashMap;
import java.util.Map;

/**
 * What firmware sets up before it starts a kernel in supervisor mode, for kernels that start
 * without any (privileged architecture 1.12, chapter 3).
 */
final class FirmwareWork {

  // Registers by number.
  static final int MEDELEG = 0x302;
  static final int MIDELEG = 0x303;
  static final int SCOUNTEREN = 0x106;
  static final int MCOUNTEREN = 0x306;
  static final int MENVCFG = 0x30a;
  static final int PMPCFG0 = 0x3a0;
  static final int PMPADDR0 = 0x3b0;

  // All exceptions but the environment calls of supervisor and machine mode.
  private static final long EXCEPTIONS = 0xb1ff;
  // Software, timer and external interrupts of supervisor mode.
  private static final long INTERRUPTS = 0x222;
  private static final long CYCLE_TIME_INSTRET = 7;
  // One region, a power of two in size, that is everything: read, write, execute.
  private static final long WHOLE_SPACE = (1L << 54) - 1;
  private static final long NAPOT_RWX = 0x1f;

  /** An extension that supervisor mode may use only where machine mode lets it. */
  private enum Permission {
    SSTC("sstc", 1L << 63),
    SVADU("svadu", 1L << 61),
    ZICBOZ("zicboz", 1L << 7),
    ZICBOM("zicbom", 7L << 4);

    private final String extension;
    private final long bits;

    Permission(String extension, long bits) {
      this.extension = extension;
      this.bits = bits;
    }
  }

  private FirmwareWork() {}

  /** The registers that differ from their reset value. */
  static Map<Integer, Long> registers(IsaString isa) {
    Map<Integer, Long> registers = new HashMap<>();
    registers.put(MEDELEG, EXCEPTIONS);
    registers.put(MIDELEG, INTERRUPTS);
    registers.put(MCOUNTEREN, CYCLE_TIME_INSTRET);
    registers.put(SCOUNTEREN, CYCLE_TIME_INSTRET); // Linux leaves it, and user mode reads the time
    registers.put(PMPADDR0, WHOLE_SPACE);
    registers.put(PMPCFG0, NAPOT_RWX);
    long permissions = permissions(isa);
    if (permissions != 0) {
      registers.put(MENVCFG, permissions);
    }
    return registers;
  }

  private static long permissions(IsaString isa) {
    long bits = 0;
    for (Permission permission : Permission.values()) {
      if (isa.has(permission.extension)) {
        bits |= permission.bits;
      }
    }
    return bits;
  }
}
