package org.backplane.cpu.riscv.csr;

import java.util.function.LongSupplier;

/** The counters and who may read them (RISC-V privileged, 3.1.10 to 3.1.12, 10.1.5). */
final class Counters {

  static final long INHIBIT_CYCLE = 1;
  static final long INHIBIT_INSTRET = 4;

  /** The bit of {@code time}, and of {@code stimecmp}, in {@code mcounteren}. */
  private static final int TIME = 1;

  private static final int INDEX = 0x1f;

  private final PlainRegisters plain;
  private final LongSupplier retired;
  private final Counter cycle = new Counter();
  private final Counter instret = new Counter();

  /**
   * @param retired how many instructions have been executed
   */
  Counters(PlainRegisters plain, LongSupplier retired) {
    this.plain = plain;
    this.retired = retired;
  }

  /** Whether a mode below machine mode may read the counter of a number. */
  boolean isReadable(int number, Privilege privilege) {
    int index = number & INDEX;
    return isOpened(Csr.MCOUNTEREN, index)
        && (privilege == Privilege.SUPERVISOR || isOpened(Csr.SCOUNTEREN, index));
  }

  /** Whether machine mode lets supervisor mode know the time. */
  boolean isTimeOpenToSupervisor() {
    return isOpened(Csr.MCOUNTEREN, TIME);
  }

  private boolean isOpened(Csr enable, int index) {
    return plain.has(enable, 1L << index);
  }

  long cycle() {
    return cycle.read(retired.getAsLong());
  }

  long instret() {
    return instret.read(retired.getAsLong());
  }

  /** Writes by an instruction that is being executed: the value is there when it has retired. */
  void writeCycle(long value) {
    cycle.write(value, retired.getAsLong() + 1);
  }

  /** Like {@link #writeCycle}. */
  void writeInstret(long value) {
    instret.write(value, retired.getAsLong() + 1);
  }

  void restoreCycle(long value) {
    cycle.write(value, retired.getAsLong());
  }

  void restoreInstret(long value) {
    instret.write(value, retired.getAsLong());
  }

  /** Takes effect when the instruction that is being executed has retired. */
  void inhibit(long value) {
    inhibit(value, retired.getAsLong() + 1);
  }

  void restoreInhibit(long value) {
    inhibit(value, retired.getAsLong());
  }

  private void inhibit(long value, long retired) {
    plain.write(Csr.MCOUNTINHIBIT, value);
    cycle.stop(plain.has(Csr.MCOUNTINHIBIT, INHIBIT_CYCLE), retired);
    instret.stop(plain.has(Csr.MCOUNTINHIBIT, INHIBIT_INSTRET), retired);
  }
}
