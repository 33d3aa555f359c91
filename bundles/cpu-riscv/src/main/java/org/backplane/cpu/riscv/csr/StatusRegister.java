package org.backplane.cpu.riscv.csr;

/** {@code mstatus}: its value, and what traps and returns do to it (RISC-V privileged, 3.1.6.1). */
final class StatusRegister {

  /** Without SD. */
  private long value = Mstatus.RESET;

  long read() {
    return isFloatDirty() ? value | Mstatus.SD : value;
  }

  void write(long written) {
    value = Csr.MSTATUS.legal(value, written);
  }

  long readSupervisor() {
    return read() & Mstatus.SUPERVISOR;
  }

  void writeSupervisor(long written) {
    long writable = Mstatus.SUPERVISOR_WRITABLE;
    value = (value & ~writable) | (written & writable);
  }

  boolean has(long bit) {
    return (value & bit) != 0;
  }

  boolean isFloatEnabled() {
    return (value & Mstatus.FS) != 0;
  }

  private boolean isFloatDirty() {
    return (value & Mstatus.FS) == Mstatus.FS;
  }

  void markFloatDirty() {
    value |= Mstatus.FS;
  }

  void enterMachine(Privilege from) {
    long enabled = (value & Mstatus.MIE) != 0 ? Mstatus.MPIE : 0;
    value &= ~(Mstatus.MIE | Mstatus.MPIE | Mstatus.MPP);
    value |= enabled | (long) from.level() << Mstatus.MPP_SHIFT;
  }

  /**
   * @param from user or supervisor mode
   */
  void enterSupervisor(Privilege from) {
    long enabled = (value & Mstatus.SIE) != 0 ? Mstatus.SPIE : 0;
    value &= ~(Mstatus.SIE | Mstatus.SPIE | Mstatus.SPP);
    value |= enabled | (long) from.level() << Mstatus.SPP_SHIFT;
  }

  /** MPP. */
  Privilege previousMachine() {
    return Privilege.of((int) ((value & Mstatus.MPP) >>> Mstatus.MPP_SHIFT));
  }

  Privilege leaveMachine() {
    var to = previousMachine();
    long enabled = (value & Mstatus.MPIE) != 0 ? Mstatus.MIE : 0;
    value &= ~(Mstatus.MIE | Mstatus.MPP | (to == Privilege.MACHINE ? 0 : Mstatus.MPRV));
    value |= enabled | Mstatus.MPIE;
    return to;
  }

  Privilege leaveSupervisor() {
    var to = (value & Mstatus.SPP) != 0 ? Privilege.SUPERVISOR : Privilege.USER;
    long enabled = (value & Mstatus.SPIE) != 0 ? Mstatus.SIE : 0;
    value &= ~(Mstatus.SIE | Mstatus.SPP | Mstatus.MPRV);
    value |= enabled | Mstatus.SPIE;
    return to;
  }
}
