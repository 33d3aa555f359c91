package org.backplane.cpu.riscv.csr;

/** The registers that are no more than a value that software writes. */
final class PlainRegisters {

  private static final int NUMBERS = 4096;

  private final long[] values = new long[NUMBERS];

  PlainRegisters() {
    for (var csr : Csr.values()) {
      for (int i = 0; i < csr.count(); i++) {
        values[csr.number(i)] = csr.reset();
      }
    }
  }

  long get(int number) {
    return values[number];
  }

  long get(Csr csr) {
    return values[csr.number()];
  }

  boolean has(Csr csr, long bit) {
    return (get(csr) & bit) != 0;
  }

  /** Takes a legal value. */
  void set(Csr csr, long value) {
    values[csr.number()] = value;
  }

  /** Takes of a value what can be. */
  void write(Csr csr, long value) {
    set(csr, csr.legal(get(csr), value));
  }
}
