package org.backplane.cpu.riscv.csr;

import java.util.HashMap;
import java.util.Map;

/** Reads, writes, saves and restores each register in the place that knows it. */
final class Registers {

  final PlainRegisters plain = new PlainRegisters();
  final StatusRegister status = new StatusRegister();
  final FloatRegisters floats = new FloatRegisters(status);
  final Delegation delegation = new Delegation(plain);
  final InterruptRegisters interrupts;
  final Counters counters;
  final SupervisorTimer timer;
  final Pmp pmp = new Pmp();

  private final CsrFile.Sources sources;

  Registers(int hartId, CsrFile.Sources sources) {
    this.sources = sources;
    interrupts = new InterruptRegisters(plain, delegation, sources.interrupts(), sources.lower());
    counters = new Counters(plain, sources.retired());
    timer = new SupervisorTimer(plain, sources.supervisorTimer());
    plain.set(Csr.MHARTID, hartId);
  }

  long read(int number) {
    return switch (Csr.at(number)) {
      case MSTATUS -> status.read();
      case SSTATUS -> status.readSupervisor();
      case FCSR -> floats.read();
      case FFLAGS -> floats.flags();
      case FRM -> floats.roundingMode();
      case MIP -> interrupts.pending();
      case SIP -> interrupts.pendingForSupervisor();
      case SIE -> interrupts.enabledForSupervisor();
      case TIME -> sources.time().getAsLong();
      case MCYCLE, CYCLE -> counters.cycle();
      case MINSTRET, INSTRET -> counters.instret();
      case PMPCFG -> pmp.configuration(pmpRegister(number));
      case PMPADDR -> pmp.address(pmpEntry(number));
      case null, default -> plain.get(number);
    };
  }

  private static int pmpRegister(int number) {
    return (number - Csr.PMPCFG.number()) / 2;
  }

  private static int pmpEntry(int number) {
    return number - Csr.PMPADDR.number();
  }

  void write(int number, long value) {
    switch (Csr.at(number)) {
      case MSTATUS -> status.write(value);
      case SSTATUS -> status.writeSupervisor(value);
      case FCSR -> floats.write(value);
      case FFLAGS -> floats.writeFlags(value);
      case FRM -> floats.writeRoundingMode(value);
      case MIP -> interrupts.write(value);
      case SIP -> interrupts.writeFromSupervisor(value);
      case SIE -> interrupts.enableForSupervisor(value);
      case STIMECMP -> timer.write(value);
      case MENVCFG -> timer.configure(value);
      case MCYCLE -> counters.writeCycle(value);
      case MINSTRET -> counters.writeInstret(value);
      case MCOUNTINHIBIT -> counters.inhibit(value);
      case PMPCFG -> pmp.writeConfiguration(pmpRegister(number), value);
      case PMPADDR -> pmp.writeAddress(pmpEntry(number), value);
      case PMPCFG_WITHOUT_ENTRIES, PMPADDR_WITHOUT_ENTRIES, MHPMCOUNTER, MHPMEVENT -> {}
      case null -> {}
      case Csr csr -> plain.write(csr, value);
    }
  }

  long change(int number, long bits, boolean set) {
    long before = read(number);
    switch (Csr.at(number)) {
      case MIP -> interrupts.change(bits, set);
      case SIP -> interrupts.changeFromSupervisor(bits, set);
      case null, default -> write(number, set ? before | bits : before & ~bits);
    }
    return before;
  }

  Map<Integer, Long> save() {
    Map<Integer, Long> saved = new HashMap<>();
    for (var csr : Csr.values()) {
      for (int i = 0; csr.isKept() && i < csr.count(); i++) {
        saved.put(csr.number(i), read(csr.number(i)));
      }
    }
    saved.put(Csr.MIP.number(), interrupts.lines());
    saved.put(Csr.SIP.number(), interrupts.written());
    return saved;
  }

  /** Takes up registers of a file as at reset; in which order makes no difference. */
  void restore(Map<Integer, Long> saved) {
    saved.forEach(this::restoreKept);
    saved.forEach(this::checkOther);
  }

  private void restoreKept(int number, long value) {
    var csr = Csr.at(number);
    if (csr != null && csr.isKept()) {
      long chosen = csr == Csr.MSTATUS ? Mstatus.chosen(value) : value;
      require(csr.legal(csr.reset(), chosen) == chosen, number, value);
      restore(csr, number, chosen);
    }
  }

  private void restore(Csr csr, int number, long value) {
    switch (csr) {
      case MSTATUS -> status.write(value);
      case FCSR -> floats.restore(value);
      case MIP -> {} // its sources'
      case SIP -> interrupts.restoreWritten(value);
      case MCYCLE -> counters.restoreCycle(value);
      case MINSTRET -> counters.restoreInstret(value);
      case MCOUNTINHIBIT -> counters.restoreInhibit(value);
      case PMPCFG -> pmp.writeConfiguration(pmpRegister(number), value);
      case PMPADDR -> pmp.restoreAddress(pmpEntry(number), value);
      default -> plain.set(csr, value);
    }
  }

  /** What is fixed, computed or a view must be as it is said to be. */
  private void checkOther(int number, long value) {
    var csr = Csr.at(number);
    require(csr != null && (csr.isKept() || read(number) == value), number, value);
  }

  private static void require(boolean possible, int number, long value) {
    if (!possible) {
      throw new IllegalArgumentException(
          "CSR 0x%03x cannot be 0x%x on this CPU".formatted(number, value));
    }
  }
}
