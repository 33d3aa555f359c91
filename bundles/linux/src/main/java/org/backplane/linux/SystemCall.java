package org.backplane.linux;

/** Calls that the C library has no function for, or only a new one; syscall(2) makes them. */
enum SystemCall {
  FUTEX(202, 98),
  GETTID(186, 178),
  MBIND(237, 235),
  STATX(332, 291);

  private final long number;

  /**
   * @param x86 number on x86-64
   * @param generic number in the table that arm64 and riscv64 use
   */
  SystemCall(long x86, long generic) {
    this.number = "amd64".equals(System.getProperty("os.arch")) ? x86 : generic;
  }

  long number() {
    return number;
  }
}
