package org.backplane.cpu.riscv.csr;

/**
 * Every control and status register that exists, described once: number, how many of its kind
 * follow and at what distance, the bits that software can write, the value at reset (RISC-V
 * privileged, 2.2). Its number also tells the privilege that it needs and whether it is read-only.
 * All others are absent: access to them is an illegal instruction.
 */
public enum Csr {
  MSTATUS(0x300, Mstatus.WRITABLE, Mstatus.RESET),
  MISA(0x301, 0, 1L << 63 | letters("IMACU")),
  MIE(0x304, Interrupts.MACHINE, 0),
  /** Bit 0 chooses vectored mode, bit 1 is reserved. */
  MTVEC(0x305, ~2L, 0),
  /** Cycle, time and instret for user mode. */
  MCOUNTEREN(0x306, 7, 0),
  /** FIOM alone: device accesses are ordered with the others anyway. */
  MENVCFG(0x30a, 1, 0),
  MCOUNTINHIBIT(0x320, 5, 0),
  MHPMEVENT(0x323, 29, 1, 0),
  MSCRATCH(0x340, ~0L, 0),
  MEPC(0x341, ~1L, 0),
  MCAUSE(0x342, ~0L, 0),
  MTVAL(0x343, ~0L, 0),
  MIP(0x344, 0, 0),
  /**
   * Stored, and nothing more: no access is refused because of them, and the lock bits do not lock.
   */
  PMPCFG(0x3a0, 8, 2, 0x9f9f_9f9f_9f9f_9f9fL),
  /** Stored, and nothing more, like {@link #PMPCFG}. */
  PMPADDR(0x3b0, 64, 1, (1L << 54) - 1),
  /** Counts instructions: a cycle is one instruction. */
  MCYCLE(0xb00, ~0L, 0),
  MINSTRET(0xb02, ~0L, 0),
  MHPMCOUNTER(0xb03, 29, 1, 0),
  CYCLE(0xc00, 0, 0),
  TIME(0xc01, 0, 0),
  INSTRET(0xc02, 0, 0),
  HPMCOUNTER(0xc03, 29, 1, 0),
  MVENDORID(0xf11, 0, 0),
  MARCHID(0xf12, 0, 0),
  MIMPID(0xf13, 0, 0),
  MHARTID(0xf14, 0, 0),
  MCONFIGPTR(0xf15, 0, 0);

  private final int number;
  private final int count;
  private final int distance;
  private final long writable;
  private final long reset;

  Csr(int number, long writable, long reset) {
    this(number, 1, 1, writable, reset);
  }

  Csr(int number, int count, int distance, long writable) {
    this(number, count, distance, writable, 0);
  }

  Csr(int number, int count, int distance, long writable, long reset) {
    this.number = number;
    this.count = count;
    this.distance = distance;
    this.writable = writable;
    this.reset = reset;
  }

  private static long letters(String extensions) {
    return extensions.chars().mapToLong(letter -> 1L << (letter - 'A')).sum();
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

  long writable() {
    return writable;
  }

  long reset() {
    return reset;
  }

  /** Whether its value is part of a hart's state, not computed or fixed. */
  boolean isKept() {
    return writable != 0 || this == MIP;
  }
}
