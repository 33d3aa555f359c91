package org.backplane.cpu.riscv.csr;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The values of a hart's control and status registers. One hart's thread. */
public final class CsrFile {

  private static final int NUMBERS = 4096;
  private static final int INHIBIT_CYCLE = 1;
  private static final int INHIBIT_INSTRET = 4;

  private static final @Nullable Csr[] BY_NUMBER = byNumber();

  private final long[] values = new long[NUMBERS];
  private final Counter cycle = new Counter();
  private final Counter instret = new Counter();
  private final Sources sources;

  /**
   * Where the registers that others drive come from.
   *
   * @param time the platform's time counter
   * @param interrupts the interrupt lines, as bits of {@code mip}
   * @param retired how many instructions have been executed
   */
  public record Sources(LongSupplier time, LongSupplier interrupts, LongSupplier retired) {}

  /** All registers as at reset. */
  public CsrFile(int hartId, Sources sources) {
    this.sources = sources;
    for (var csr : Csr.values()) {
      for (int i = 0; i < csr.count(); i++) {
        values[csr.number(i)] = csr.reset();
      }
    }
    values[Csr.MHARTID.number()] = hartId;
  }

  private static @Nullable Csr[] byNumber() {
    var table = new @Nullable Csr[NUMBERS];
    for (var csr : Csr.values()) {
      for (int i = 0; i < csr.count(); i++) {
        table[csr.number(i)] = csr;
      }
    }
    return table;
  }

  /**
   * Whether an instruction may access a register.
   *
   * @param write whether it writes, be it the same value
   */
  public boolean isAccessible(int number, Privilege privilege, boolean write) {
    boolean readOnly = number >>> 10 == 3;
    return BY_NUMBER[number] != null
        && privilege.level() >= (number >>> 8 & 3)
        && !(write && readOnly)
        && (privilege == Privilege.MACHINE || isOpenToUser(number));
  }

  /** Of the registers that user mode reaches, the counters that machine mode has opened. */
  private boolean isOpenToUser(int number) {
    return (get(Csr.MCOUNTEREN) >>> (number & 0x1f) & 1) != 0;
  }

  /** Reads a register that exists. */
  public long read(int number) {
    return switch (BY_NUMBER[number]) {
      case MIP -> sources.interrupts.getAsLong() & Interrupts.MACHINE;
      case TIME -> sources.time.getAsLong();
      case MCYCLE, CYCLE -> cycle.read(retired());
      case MINSTRET, INSTRET -> instret.read(retired());
      case null, default -> values[number];
    };
  }

  /**
   * Writes a register by an instruction that is being executed: a counter has the value when the
   * instruction has retired.
   */
  public void write(int number, long value) {
    write(number, value, retired() + 1);
  }

  private void write(int number, long value, long retired) {
    var csr = BY_NUMBER[number];
    if (csr == null) {
      return;
    }
    long before = values[number];
    long after = (before & ~csr.writable()) | (value & csr.writable());
    values[number] = csr == Csr.MSTATUS ? Mstatus.legal(before, after) : after;
    switch (csr) {
      case MCYCLE -> cycle.write(value, retired);
      case MINSTRET -> instret.write(value, retired);
      case MCOUNTINHIBIT -> {
        cycle.stop((after & INHIBIT_CYCLE) != 0, retired);
        instret.stop((after & INHIBIT_INSTRET) != 0, retired);
      }
      default -> {}
    }
  }

  private long retired() {
    return sources.retired.getAsLong();
  }

  private long get(Csr csr) {
    return values[csr.number()];
  }

  private void set(Csr csr, long value) {
    values[csr.number()] = value;
  }

  /**
   * Records a trap and raises privilege to machine mode.
   *
   * @param cause what the cause register shall hold
   * @return the address of the handler
   */
  public long enterTrap(long cause, long value, long pc, Privilege from) {
    set(Csr.MEPC, pc);
    set(Csr.MCAUSE, cause);
    set(Csr.MTVAL, value);
    long status = get(Csr.MSTATUS);
    long enabled = (status & Mstatus.MIE) != 0 ? Mstatus.MPIE : 0;
    status &= ~(Mstatus.MIE | Mstatus.MPIE | Mstatus.MPP);
    set(Csr.MSTATUS, status | enabled | (long) from.level() << Mstatus.MPP_SHIFT);
    long vector = get(Csr.MTVEC);
    boolean vectored = (vector & 1) != 0 && cause < 0;
    return (vector & ~3L) + (vectored ? 4 * (cause & 0x3f) : 0);
  }

  /** MRET: restores what {@link #enterTrap} saved; {@code mepc} says where to go on. */
  public Privilege leaveTrap() {
    long status = get(Csr.MSTATUS);
    var to = Privilege.of((int) ((status & Mstatus.MPP) >>> Mstatus.MPP_SHIFT));
    long enabled = (status & Mstatus.MPIE) != 0 ? Mstatus.MIE : 0;
    status &= ~(Mstatus.MIE | Mstatus.MPP | (to == Privilege.MACHINE ? 0 : Mstatus.MPRV));
    set(Csr.MSTATUS, status | enabled | Mstatus.MPIE);
    return to;
  }

  public long mepc() {
    return get(Csr.MEPC);
  }

  /** Whether an interrupt is pending and enabled by itself: what ends WFI. */
  public boolean isInterruptPending() {
    return (sources.interrupts.getAsLong() & get(Csr.MIE)) != 0;
  }

  /** The number of the interrupt to take now. */
  public OptionalInt interrupt(Privilege privilege) {
    boolean open = privilege == Privilege.USER || (get(Csr.MSTATUS) & Mstatus.MIE) != 0;
    return open
        ? Interrupts.first(sources.interrupts.getAsLong() & get(Csr.MIE))
        : OptionalInt.empty();
  }

  /** Whether WFI is refused to user mode. */
  public boolean refusesUserWait() {
    return (get(Csr.MSTATUS) & Mstatus.TW) != 0;
  }

  /** The registers that are state, by number; {@code mip} with all lines. */
  public Map<Integer, Long> save() {
    Map<Integer, Long> saved = new HashMap<>();
    for (var csr : Csr.values()) {
      for (int i = 0; csr.isKept() && i < csr.count(); i++) {
        saved.put(csr.number(i), read(csr.number(i)));
      }
    }
    saved.put(Csr.MIP.number(), sources.interrupts.getAsLong());
    return saved;
  }

  /**
   * Takes up saved registers, those of {@code mip} excepted, which are its sources'.
   *
   * @throws IllegalArgumentException a register that does not exist or a value that it cannot have
   */
  public void restore(Map<Integer, Long> saved) {
    saved.forEach(this::restore);
  }

  private void restore(int number, long value) {
    var csr = number >= 0 && number < NUMBERS ? BY_NUMBER[number] : null;
    if (csr == Csr.MIP) {
      return;
    }
    if (csr != null) {
      write(number, value, retired());
    }
    if (csr == null || read(number) != value) {
      throw new IllegalArgumentException(
          "CSR 0x%03x cannot be 0x%x on this CPU".formatted(number, value));
    }
  }
}
