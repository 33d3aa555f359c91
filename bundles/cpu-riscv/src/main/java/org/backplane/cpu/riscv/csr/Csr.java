package org.backplane.cpu.riscv.csr;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every control and status register that exists, described once: number, how many of its kind
 * follow and at what distance, the bits that software can write, the value at reset (RISC-V
 * privileged, 2.2). Its number also tells the privilege that it needs and whether it is read-only.
 * All others are absent: access to them is an illegal instruction.
 *
 * <p>A constant's name is the register's, without what follows an underscore.
 */
public enum Csr {
  FFLAGS(0x001, 0x1f),
  FRM(0x002, 7),
  FCSR(0x003, 0xff),

  /** View of {@link #MSTATUS}. */
  SSTATUS(0x100, Mstatus.SUPERVISOR_WRITABLE),
  /** View of {@link #MIE}. */
  SIE(0x104, Interrupts.SUPERVISOR),
  /** Bit 0 chooses vectored mode, bit 1 is reserved. */
  STVEC(0x105, ~2L),
  SCOUNTEREN(0x106, 0xffff_ffffL),
  SENVCFG(0x10a, Environment.SUPERVISOR),
  SSCRATCH(0x140, ~0L),
  SEPC(0x141, ~1L),
  SCAUSE(0x142, ~0L),
  STVAL(0x143, ~0L),
  /** View of {@link #MIP}; in a saved state, the bits of it that software has written. */
  SIP(0x144, Interrupts.SUPERVISOR),
  /** All ones, as at reset, mean never. */
  STIMECMP(0x14d, ~0L, ~0L),
  SATP(0x180, ~0L),

  MSTATUS(0x300, Mstatus.WRITABLE, Mstatus.RESET),
  MISA(0x301, 0, 1L << 63 | letters("ACDFIMSU")),
  /** All but environment calls from machine mode, and what does not occur. */
  MEDELEG(0x302, 0xb3ff),
  MIDELEG(0x303, Interrupts.SUPERVISOR),
  MIE(0x304, Interrupts.ALL),
  /** Like {@link #STVEC}. */
  MTVEC(0x305, ~2L),
  MCOUNTEREN(0x306, 0xffff_ffffL),
  MENVCFG(0x30a, Environment.MACHINE),
  MCOUNTINHIBIT(0x320, Counters.INHIBIT_CYCLE | Counters.INHIBIT_INSTRET),
  MHPMEVENT(0x323, 3, 29, 1, 0),
  MSCRATCH(0x340, ~0L),
  MEPC(0x341, ~1L),
  MCAUSE(0x342, ~0L),
  MTVAL(0x343, ~0L),
  /** In a saved state, the interrupt lines. */
  MIP(0x344, Interrupts.ALL),
  PMPCFG(0x3a0, 0, 2, 2, Pmp.CONFIGURATIONS),
  PMPCFG_WITHOUT_ENTRIES(0x3a4, 4, 6, 2, 0),
  PMPADDR(0x3b0, 0, Pmp.ENTRIES, 1, Pmp.ADDRESS),
  PMPADDR_WITHOUT_ENTRIES(0x3c0, Pmp.ENTRIES, 48, 1, 0),
  /** Counts instructions: a cycle is one instruction. */
  MCYCLE(0xb00, ~0L),
  MINSTRET(0xb02, ~0L),
  MHPMCOUNTER(0xb03, 3, 29, 1, 0),

  CYCLE(0xc00, 0),
  TIME(0xc01, 0),
  INSTRET(0xc02, 0),
  HPMCOUNTER(0xc03, 3, 29, 1, 0),
  MVENDORID(0xf11, 0),
  MARCHID(0xf12, 0),
  MIMPID(0xf13, 0),
  MHARTID(0xf14, 0),
  MCONFIGPTR(0xf15, 0);

  private static final int NUMBERS = 4096;
  private static final int SINGLE = -1;

  private static final @Nullable Csr[] BY_NUMBER = byNumber();

  private final int number;
  private final int firstIndex;
  private final int count;
  private final int distance;
  private final long writable;
  private final long reset;

  Csr(int number, long writable) {
    this(number, writable, 0);
  }

  Csr(int number, long writable, long reset) {
    this(number, SINGLE, 1, 1, writable, reset);
  }

  Csr(int number, int firstIndex, int count, int distance, long writable) {
    this(number, firstIndex, count, distance, writable, 0);
  }

  Csr(int number, int firstIndex, int count, int distance, long writable, long reset) {
    this.number = number;
    this.firstIndex = firstIndex;
    this.count = count;
    this.distance = distance;
    this.writable = writable;
    this.reset = reset;
  }

  private static long letters(String extensions) {
    return extensions.chars().mapToLong(letter -> 1L << (letter - 'A')).sum();
  }

  private static @Nullable Csr[] byNumber() {
    var table = new @Nullable Csr[NUMBERS];
    for (var csr : values()) {
      for (int i = 0; i < csr.count; i++) {
        table[csr.number(i)] = csr;
      }
    }
    return table;
  }

  /** The register of a number; null where there is none. */
  static @Nullable Csr at(int number) {
    return number >= 0 && number < NUMBERS ? BY_NUMBER[number] : null;
  }

  /** What the standard calls the register of a number, if there is one: {@code pmpaddr3}. */
  public static Optional<String> name(int number) {
    return Optional.ofNullable(at(number)).map(csr -> csr.label(number));
  }

  private String label(int at) {
    String stem = name().toLowerCase(Locale.ROOT).replaceFirst("_.*", "");
    return firstIndex == SINGLE ? stem : stem + (firstIndex + at - number);
  }

  /** The number of the register, or of the first of its kind. */
  public int number() {
    return number;
  }

  int count() {
    return count;
  }

  /** The number of one register of this kind. */
  int number(int index) {
    return number + index * distance;
  }

  long reset() {
    return reset;
  }

  /** The value after a write. */
  long legal(long before, long written) {
    long after = (before & ~writable) | (written & writable);
    return switch (this) {
      case MSTATUS -> Mstatus.legal(before, after);
      case SATP -> Satp.legal(before, after);
      case PMPCFG -> Pmp.legalConfigurations(after);
      default -> after;
    };
  }

  /** Whether its value is part of a hart's state, not a view of another, computed or fixed. */
  boolean isKept() {
    return switch (this) {
      case FFLAGS, FRM, SSTATUS, SIE -> false;
      default -> writable != 0;
    };
  }

  /** Whether it has a part in what a virtual address means or who may access it. */
  boolean affectsTranslation() {
    return switch (this) {
      case SATP, MSTATUS, SSTATUS, MENVCFG, PMPCFG, PMPADDR -> true;
      default -> false;
    };
  }
}
