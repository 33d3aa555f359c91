package org.backplane.cpu.riscv.csr;

/**
 * What the traps to one mode leave behind, and where they go (RISC-V privileged, 3.1.7, 10.1.2).
 */
final class TrapRegisters {

  private static final long MODE = 3;
  private static final long VECTORED = 1;
  private static final long CODE = 0x3f;
  private static final int ENTRY_BYTES = 4;

  private final PlainRegisters plain;
  private final Csr vector;
  private final Csr counter;
  private final Csr cause;
  private final Csr value;

  private TrapRegisters(PlainRegisters plain, Csr vector, Csr counter, Csr cause, Csr value) {
    this.plain = plain;
    this.vector = vector;
    this.counter = counter;
    this.cause = cause;
    this.value = value;
  }

  static TrapRegisters machine(PlainRegisters plain) {
    return new TrapRegisters(plain, Csr.MTVEC, Csr.MEPC, Csr.MCAUSE, Csr.MTVAL);
  }

  static TrapRegisters supervisor(PlainRegisters plain) {
    return new TrapRegisters(plain, Csr.STVEC, Csr.SEPC, Csr.SCAUSE, Csr.STVAL);
  }

  /** Records a trap and gives the address of its handler. */
  long enter(long cause, long value, long pc) {
    plain.set(this.counter, pc);
    plain.set(this.cause, cause);
    plain.set(this.value, value);
    long table = plain.get(vector);
    boolean vectored = (table & MODE) == VECTORED && cause < 0;
    return (table & ~MODE) + (vectored ? ENTRY_BYTES * (cause & CODE) : 0);
  }
}
