package org.backplane.cpu.riscv.csr;

import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** A hart's control and status registers, and what hangs on them. One hart's thread. */
public final class CsrFile {

  private static final int READ_ONLY = 3;

  private final Registers registers;
  private final PlainRegisters plain;
  private final StatusRegister status;
  private final TrapRegisters machineTraps;
  private final TrapRegisters supervisorTraps;

  /**
   * What is outside of the hart.
   *
   * @param time the platform's time counter
   * @param interrupts the interrupt lines, as bits of {@code mip}
   * @param retired how many instructions have been executed
   * @param supervisorTimer takes the time from which on the line of the supervisor timer is high,
   *     unsigned; all ones mean never
   * @param lower lowers interrupt lines, as bits of {@code mip}: software has cleared SSIP, which
   *     stays high after its edge until then
   */
  public record Sources(
      LongSupplier time,
      LongSupplier interrupts,
      LongSupplier retired,
      LongConsumer supervisorTimer,
      LongConsumer lower) {}

  /** All registers as at reset. */
  public CsrFile(int hartId, Sources sources) {
    registers = new Registers(hartId, sources);
    plain = registers.plain;
    status = registers.status;
    machineTraps = TrapRegisters.machine(plain);
    supervisorTraps = TrapRegisters.supervisor(plain);
  }

  /**
   * Whether an instruction may access a register: it exists, the mode is high enough, and nothing
   * that can be read only is written (RISC-V privileged, 2.1).
   *
   * @param write whether it writes, be it the same value
   */
  public boolean isAccessible(int number, Privilege privilege, boolean write) {
    var csr = Csr.at(number);
    return csr != null
        && privilege.level() >= (number >>> 8 & 3)
        && !(write && number >>> 10 == READ_ONLY)
        && isOpen(csr, number, privilege);
  }

  /** Whether no other register closes this one to a mode. */
  private boolean isOpen(Csr csr, int number, Privilege privilege) {
    boolean machine = privilege == Privilege.MACHINE;
    return switch (csr) {
      case FFLAGS, FRM, FCSR -> status.isFloatEnabled();
      case SATP -> machine || !status.has(Mstatus.TVM);
      case STIMECMP ->
          machine || (registers.timer.isInUse() && registers.counters.isTimeOpenToSupervisor());
      case CYCLE, TIME, INSTRET, HPMCOUNTER ->
          machine || registers.counters.isReadable(number, privilege);
      default -> true;
    };
  }

  /** Reads a register that exists. */
  public long read(int number) {
    return registers.read(number);
  }

  /**
   * Writes a register by an instruction that is being executed: a counter has the value when the
   * instruction has retired. What a register cannot be, it does not become.
   */
  public void write(int number, long value) {
    registers.write(number, value);
  }

  /**
   * Sets or clears bits, as CSRRS and CSRRC do. Of pending interrupts only the bits named are
   * written, so neither does a line become a written bit, nor is one lost that rises meanwhile
   * (RISC-V privileged, 3.1.9).
   *
   * @return the value before, as {@link #read} gives it
   */
  public long change(int number, long bits, boolean set) {
    return registers.change(number, bits, set);
  }

  /** Whether a write to a register may change what a virtual address means or who may access it. */
  public static boolean affectsTranslation(int number) {
    var csr = Csr.at(number);
    return csr != null && csr.affectsTranslation();
  }

  /**
   * The mode that handles a trap.
   *
   * @param cause as the cause register shows it: an interrupt has bit 63
   */
  public Privilege handler(long cause, Privilege from) {
    return registers.delegation.handler(cause, from);
  }

  /**
   * Records a trap.
   *
   * @param cause what the cause register shall hold
   * @param to the {@link #handler}
   * @return the address of the handler
   */
  public long enterTrap(long cause, long value, long pc, Privilege from, Privilege to) {
    if (to == Privilege.MACHINE) {
      status.enterMachine(from);
      return machineTraps.enter(cause, value, pc);
    }
    status.enterSupervisor(from);
    return supervisorTraps.enter(cause, value, pc);
  }

  /** MRET: restores what {@link #enterTrap} saved; {@link #mepc} says where to go on. */
  public Privilege leaveMachineTrap() {
    return status.leaveMachine();
  }

  /** SRET: restores what {@link #enterTrap} saved; {@link #sepc} says where to go on. */
  public Privilege leaveSupervisorTrap() {
    return status.leaveSupervisor();
  }

  public long mepc() {
    return plain.get(Csr.MEPC);
  }

  public long sepc() {
    return plain.get(Csr.SEPC);
  }

  /** Whether an interrupt is pending and enabled by itself: what ends WFI. */
  public boolean isInterruptPending() {
    return registers.interrupts.isPending();
  }

  /** The number of the interrupt to take now, or {@link Interrupts#NONE}. */
  public int dueInterrupt(Privilege privilege) {
    return registers.interrupts.due(privilege, status);
  }

  /** Whether WFI is illegal. */
  public boolean refusesWait(Privilege privilege) {
    return refuses(privilege, Mstatus.TW);
  }

  /** Whether SRET is illegal. */
  public boolean refusesSupervisorReturn(Privilege privilege) {
    return refuses(privilege, Mstatus.TSR);
  }

  /** Whether SFENCE.VMA is illegal. */
  public boolean refusesTranslationFence(Privilege privilege) {
    return refuses(privilege, Mstatus.TVM);
  }

  /** What user mode may never do, machine mode always, and supervisor mode unless it is trapped. */
  private boolean refuses(Privilege privilege, long trapped) {
    return switch (privilege) {
      case USER -> true;
      case SUPERVISOR -> status.has(trapped);
      case MACHINE -> false;
    };
  }

  /** Whether {@code cbo.zero} is legal. */
  public boolean isCacheBlockZeroAllowed(Privilege privilege) {
    return switch (privilege) {
      case MACHINE -> true;
      case SUPERVISOR -> plain.has(Csr.MENVCFG, Environment.CBZE);
      case USER ->
          plain.has(Csr.MENVCFG, Environment.CBZE) && plain.has(Csr.SENVCFG, Environment.CBZE);
    };
  }

  public long satp() {
    return plain.get(Csr.SATP);
  }

  /** The fields of {@link Mstatus}. */
  public long status() {
    return status.read();
  }

  /** In whose name loads and stores are done: MPRV lends machine mode another's. */
  public Privilege dataPrivilege(Privilege privilege) {
    return privilege == Privilege.MACHINE && status.has(Mstatus.MPRV)
        ? status.previousMachine()
        : privilege;
  }

  /** Whether supervisor mode may load and store where user mode may. */
  public boolean isUserMemoryOpen() {
    return status.has(Mstatus.SUM);
  }

  /** Whether what is executable can be loaded. */
  public boolean isExecutableReadable() {
    return status.has(Mstatus.MXR);
  }

  /** Whether the MMU sets A and D bits by itself; else it faults where they are clear. */
  public boolean updatesAccessedAndDirty() {
    return plain.has(Csr.MENVCFG, Environment.ADUE);
  }

  public Pmp pmp() {
    return registers.pmp;
  }

  public boolean isFloatEnabled() {
    return status.isFloatEnabled();
  }

  public void markFloatDirty() {
    status.markFloatDirty();
  }

  /** The field {@code frm}, 0 to 7; 5 to 7 are reserved. */
  public int roundingMode() {
    return registers.floats.roundingMode();
  }

  public int floatFlags() {
    return registers.floats.flags();
  }

  /** Adds exception flags. */
  public void accrue(int flags) {
    registers.floats.accrue(flags);
  }

  /**
   * The registers that are state, by number. Those of interrupts are kept apart by their origin:
   * {@code mip} has the lines, {@code sip} what software has written.
   */
  public Map<Integer, Long> save() {
    return registers.save();
  }

  /**
   * Takes up saved registers, those of {@code mip} excepted, which are its sources'. Meant for a
   * file as at reset; the order does not matter.
   *
   * @throws IllegalArgumentException a register that does not exist or a value that it cannot have
   */
  public void restore(Map<Integer, Long> saved) {
    registers.restore(saved);
  }
}
