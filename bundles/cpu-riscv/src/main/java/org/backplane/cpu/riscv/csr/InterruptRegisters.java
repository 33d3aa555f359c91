package org.backplane.cpu.riscv.csr;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * {@code mip}, {@code mie} and their views {@code sip} and {@code sie} (RISC-V privileged, 3.1.9,
 * 10.1.3). A bit is pending when its line is high or software has written it. The line of SSIP
 * counts from its edge on, until software clears the bit.
 */
final class InterruptRegisters {

  private final PlainRegisters plain;
  private final Delegation delegation;
  private final LongSupplier lines;
  private final LongConsumer lower;
  private long written;

  /**
   * @param lines the interrupt lines, as bits of {@code mip}
   * @param lower lowers lines that software has cleared
   */
  InterruptRegisters(
      PlainRegisters plain, Delegation delegation, LongSupplier lines, LongConsumer lower) {
    this.plain = plain;
    this.delegation = delegation;
    this.lines = lines;
    this.lower = lower;
  }

  long pending() {
    return lines() | (written & writable());
  }

  /** The lines that are high. */
  long lines() {
    return lines.getAsLong() & Interrupts.ALL;
  }

  /** The bits that software has written, no matter what the lines are. */
  long written() {
    return written;
  }

  long pendingForSupervisor() {
    return pending() & delegation.interrupts();
  }

  /** What machine mode can write; the timer's bit follows {@code stimecmp} while that is in use. */
  private long writable() {
    return plain.has(Csr.MENVCFG, Environment.STCE)
        ? Interrupts.SUPERVISOR & ~Interrupts.STIP
        : Interrupts.SUPERVISOR;
  }

  private long writableForSupervisor() {
    return Interrupts.SSIP & delegation.interrupts();
  }

  void write(long value) {
    change(writable(), value);
  }

  void writeFromSupervisor(long value) {
    change(writableForSupervisor(), value);
  }

  /** Sets or clears bits; those that are not named are not written. */
  void change(long bits, boolean set) {
    change(bits & writable(), set ? bits : 0);
  }

  /** Like {@link #change(long, boolean)}, by way of {@code sip}. */
  void changeFromSupervisor(long bits, boolean set) {
    change(bits & writableForSupervisor(), set ? bits : 0);
  }

  private void change(long mask, long value) {
    written = (written & ~mask) | (value & mask);
    long cleared = mask & ~value & Interrupts.SSIP;
    if (cleared != 0) {
      lower.accept(cleared);
    }
  }

  void restoreWritten(long bits) {
    written = bits;
  }

  long enabledForSupervisor() {
    return plain.get(Csr.MIE) & delegation.interrupts();
  }

  void enableForSupervisor(long value) {
    long delegated = delegation.interrupts();
    plain.write(Csr.MIE, (plain.get(Csr.MIE) & ~delegated) | (value & delegated));
  }

  /** Whether an interrupt is pending and enabled by itself. */
  boolean isPending() {
    return (pending() & plain.get(Csr.MIE)) != 0;
  }

  /** The number of the interrupt to take now, or {@link Interrupts#NONE}. */
  int due(Privilege privilege, StatusRegister status) {
    long ready = pending() & plain.get(Csr.MIE);
    if (ready == 0) {
      return Interrupts.NONE;
    }
    long machine = ready & ~delegation.interrupts();
    if (machine != 0 && (privilege != Privilege.MACHINE || status.has(Mstatus.MIE))) {
      return Interrupts.first(machine);
    }
    boolean open =
        privilege == Privilege.USER
            || (privilege == Privilege.SUPERVISOR && status.has(Mstatus.SIE));
    return open ? Interrupts.first(ready & delegation.interrupts()) : Interrupts.NONE;
  }
}
