package org.backplane.cpu.riscv.csr;

import java.util.function.LongConsumer;

/**
 * {@code stimecmp} and the platform's timer behind it, which is left to others while {@code
 * menvcfg.STCE} is off (RISC-V privileged, 14). The platform keeps its timer when harts are
 * exchanged and hears nothing of restored registers: its deadline may be another's since.
 */
final class SupervisorTimer {

  private static final long NEVER = ~0L;

  private final PlainRegisters plain;
  private final LongConsumer platform;

  /**
   * @param platform takes the time from which on the supervisor timer's line is high
   */
  SupervisorTimer(PlainRegisters plain, LongConsumer platform) {
    this.plain = plain;
    this.platform = platform;
  }

  boolean isInUse() {
    return plain.has(Csr.MENVCFG, Environment.STCE);
  }

  void write(long value) {
    plain.set(Csr.STIMECMP, value);
    if (isInUse()) {
      platform.accept(value);
    }
  }

  /** Writes {@code menvcfg}, which may put the timer in use or end that. */
  void configure(long value) {
    boolean before = isInUse();
    plain.write(Csr.MENVCFG, value);
    if (isInUse() != before) {
      platform.accept(before ? NEVER : plain.get(Csr.STIMECMP));
    }
  }
}
