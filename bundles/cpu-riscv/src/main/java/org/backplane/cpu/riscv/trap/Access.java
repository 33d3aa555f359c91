package org.backplane.cpu.riscv.trap;

/** What an instruction does with memory; tells the exceptions that it can cause. */
public enum Access {
  LOAD(Cause.LOAD_ACCESS, Cause.LOAD_PAGE),
  /** Stores and atomic instructions. */
  STORE(Cause.STORE_ACCESS, Cause.STORE_PAGE),
  FETCH(Cause.FETCH_ACCESS, Cause.FETCH_PAGE);

  private final Cause accessFault;
  private final Cause pageFault;

  Access(Cause accessFault, Cause pageFault) {
    this.accessFault = accessFault;
    this.pageFault = pageFault;
  }

  public Cause accessFault() {
    return accessFault;
  }

  public Cause pageFault() {
    return pageFault;
  }
}
