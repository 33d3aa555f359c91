package org.backplane.cpu.riscv.fp;

/** A result and the flags that it raises. */
record Outcome(long bits, int flags) {

  @Override
  public String toString() {
    return "0x%x, flags 0x%x".formatted(bits, flags);
  }
}
