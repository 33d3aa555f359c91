package org.backplane.cpu.riscv.trap;

/** Synchronous exceptions by {@code mcause} code (RISC-V privileged, 3.1.15). */
public enum Cause {
  FETCH_ACCESS(1),
  ILLEGAL_INSTRUCTION(2),
  BREAKPOINT(3),
  LOAD_MISALIGNED(4),
  LOAD_ACCESS(5),
  STORE_MISALIGNED(6),
  STORE_ACCESS(7),
  ECALL_FROM_USER(8),
  ECALL_FROM_SUPERVISOR(9),
  ECALL_FROM_MACHINE(11),
  FETCH_PAGE(12),
  LOAD_PAGE(13),
  STORE_PAGE(15);

  private final int code;

  Cause(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
