package org.backplane.cpu.riscv.csr;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A register file with an outside that a test sets. */
final class TestCsrs {

  static final int HART = 5;

  static final int FFLAGS = 0x001;
  static final int FRM = 0x002;
  static final int FCSR = 0x003;
  static final int SSTATUS = 0x100;
  static final int SIE = 0x104;
  static final int STVEC = 0x105;
  static final int SCOUNTEREN = 0x106;
  static final int SENVCFG = 0x10a;
  static final int SEPC = 0x141;
  static final int SCAUSE = 0x142;
  static final int STVAL = 0x143;
  static final int SIP = 0x144;
  static final int STIMECMP = 0x14d;
  static final int SATP = 0x180;
  static final int MSTATUS = 0x300;
  static final int MEDELEG = 0x302;
  static final int MIDELEG = 0x303;
  static final int MIE = 0x304;
  static final int MTVEC = 0x305;
  static final int MCOUNTEREN = 0x306;
  static final int MENVCFG = 0x30a;
  static final int MCOUNTINHIBIT = 0x320;
  static final int MEPC = 0x341;
  static final int MCAUSE = 0x342;
  static final int MTVAL = 0x343;
  static final int MIP = 0x344;
  static final int PMPCFG0 = 0x3a0;
  static final int PMPADDR0 = 0x3b0;
  static final int MCYCLE = 0xb00;
  static final int MINSTRET = 0xb02;

  static final long STCE = 1L << 63;
  static final long CBZE = 1L << 7;
  static final long INTERRUPT = 1L << 63;

  long time = 1234;
  long lines;
  long retired;

  /** What the platform's timer was set to, in order. */
  final List<Long> timers = new ArrayList<>();

  private CsrFile file = make();

  private CsrFile make() {
    return new CsrFile(
        HART,
        new CsrFile.Sources(
            () -> time, () -> lines, () -> retired, timers::add, bits -> lines &= ~bits));
  }

  CsrFile file() {
    return file;
  }

  TestCsrs write(int number, long value) {
    file.write(number, value);
    return this;
  }

  long read(int number) {
    return file.read(number);
  }

  /** Replaces the file by one that takes up a saved state. */
  TestCsrs restore(Map<Integer, Long> saved) {
    file = make();
    file.restore(saved);
    return this;
  }
}
