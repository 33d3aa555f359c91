package org.backplane.cpu.riscv.csr;

/** A counter of instructions that can be set and stopped. */
final class Counter {

  private boolean stopped;

  /** What to add to the instructions retired, or, while stopped, the value. */
  private long base;

  long read(long retired) {
    return stopped ? base : base + retired;
  }

  /** Sets the value that it has after {@code retired} instructions. */
  void write(long value, long retired) {
    base = stopped ? value : value - retired;
  }

  void stop(boolean stop, long retired) {
    if (stop != stopped) {
      long value = read(retired);
      stopped = stop;
      write(value, retired);
    }
  }
}
