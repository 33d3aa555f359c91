package org.backplane.cpu.riscv.csr;

/** Which mode handles a trap (RISC-V privileged, 3.1.8). */
final class Delegation {

  private static final long CODE = 0x3f;

  private final PlainRegisters plain;

  Delegation(PlainRegisters plain) {
    this.plain = plain;
  }

  /** The interrupts that are supervisor mode's, as bits of {@code mip}. */
  long interrupts() {
    return plain.get(Csr.MIDELEG);
  }

  /** The mode that handles a trap; it is never less than the one that the trap is taken from. */
  Privilege handler(long cause, Privilege from) {
    boolean delegated = plain.has(cause < 0 ? Csr.MIDELEG : Csr.MEDELEG, 1L << (cause & CODE));
    return delegated && from != Privilege.MACHINE ? Privilege.SUPERVISOR : Privilege.MACHINE;
  }
}
