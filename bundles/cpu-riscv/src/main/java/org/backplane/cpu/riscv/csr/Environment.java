package org.backplane.cpu.riscv.csr;

/** The fields of {@code menvcfg} and {@code senvcfg} (RISC-V privileged, 3.1.18, 10.1.10). */
final class Environment {

  /** Orders device accesses with memory accesses; this CPU's fences always do. */
  static final long FIOM = 1;

  /** {@code cbo.zero} for the modes below. */
  static final long CBZE = 1L << 7;

  /** The MMU sets A and D bits by itself. */
  static final long ADUE = 1L << 61;

  /** {@code stimecmp} for supervisor mode. */
  static final long STCE = 1L << 63;

  static final long SUPERVISOR = FIOM | CBZE;
  static final long MACHINE = SUPERVISOR | ADUE | STCE;

  private Environment() {}
}
