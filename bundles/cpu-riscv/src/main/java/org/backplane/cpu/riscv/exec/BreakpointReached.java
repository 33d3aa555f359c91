package org.backplane.cpu.riscv.exec;

/** The next instruction is at a breakpoint. */
public final class BreakpointReached extends Exception {

  private static final long serialVersionUID = 1L;

  BreakpointReached() {
    super(null, null, false, false);
  }
}
