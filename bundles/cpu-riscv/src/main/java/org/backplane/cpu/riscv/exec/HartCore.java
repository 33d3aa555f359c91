package org.backplane.cpu.riscv.exec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.stream.LongStream;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.cpu.riscv.csr.Csr;
import org.backplane.cpu.riscv.csr.CsrFile;
import org.backplane.cpu.riscv.csr.Interrupts;
import org.backplane.cpu.riscv.csr.Privilege;
import org.backplane.cpu.riscv.isa.Operation;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * The architectural state of a hart while it lives, and its changes of privilege. One hart's thread
 * but for {@link #retired()} and the signals.
 */
public final class HartCore implements FloatState {

  private static final VarHandle RETIRED;

  static {
    try {
      RETIRED = MethodHandles.lookup().findVarHandle(HartCore.class, "retired", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final long INTERRUPT = 1L << 63;

  final long[] x = new long[Operation.REGISTERS];
  final long[] f = new long[32];
  long pc;
  Privilege privilege;
  boolean waiting;

  private final int hartId;
  private final CsrFile csrs;
  private final Signals signals;
  private long retired;

  /**
   * @throws IllegalArgumentException a state that this CPU cannot take
   */
  public HartCore(PhysicalBus bus, HartState state) {
    hartId = state.hartId();
    privilege = Privilege.of(state.privilege());
    if ((state.pc() & 1) != 0) {
      throw new IllegalArgumentException("pc 0x%x is odd".formatted(state.pc()));
    }
    pc = state.pc();
    for (int i = 0; i < state.x().size(); i++) {
      x[i] = state.x().get(i);
      f[i] = state.f().get(i);
    }
    if (state.instructionsRetired() < 0) {
      throw new IllegalArgumentException("a negative number of instructions cannot have retired");
    }
    waiting = state.waiting();
    retired = state.instructionsRetired();
    signals = new Signals(state.csrs().getOrDefault(Csr.MIP.number(), 0L));
    csrs =
        new CsrFile(
            hartId,
            new CsrFile.Sources(
                bus::time,
                signals::lines,
                this::retired,
                ticks -> bus.supervisorTimer(hartId, ticks),
                lines -> signals.drive(lines, false)));
    csrs.restore(state.csrs());
  }

  public HartState save() {
    return new HartState(
        hartId,
        privilege.level(),
        pc,
        LongStream.of(x).limit(Operation.SINK).boxed().toList(),
        LongStream.of(f).boxed().toList(),
        csrs.save(),
        retired,
        waiting);
  }

  public Signals signals() {
    return signals;
  }

  int hartId() {
    return hartId;
  }

  CsrFile csrs() {
    return csrs;
  }

  /** How many instructions have been executed; any thread. */
  public long retired() {
    return (long) RETIRED.getOpaque(this);
  }

  /** Makes progress known to other threads, and to the counters of this one. */
  void publish(long retired) {
    RETIRED.setOpaque(this, retired);
  }

  /**
   * Waits if the last instruction was WFI.
   *
   * @return whether execution goes on; false when a stop is requested while nothing ends the wait
   */
  public boolean awaitInterrupt() {
    waiting = waiting && !signals.await(csrs::isInterruptPending);
    return !waiting;
  }

  /**
   * Goes to the handler of the interrupt that is due.
   *
   * @return whether one is
   */
  public boolean takeInterrupt() {
    int number = csrs.dueInterrupt(privilege);
    boolean due = number != Interrupts.NONE;
    if (due) {
      enterTrap(INTERRUPT | number, 0);
    }
    return due;
  }

  /** Goes to the handler of an exception. */
  public void take(Trap trap) {
    enterTrap(trap.cause().code(), trap.value());
  }

  private void enterTrap(long cause, long value) {
    var handler = csrs.handler(cause, privilege);
    pc = csrs.enterTrap(cause, value, pc, privilege, handler);
    privilege = handler;
  }

  @Override
  public boolean enabled() {
    return csrs.isFloatEnabled();
  }

  @Override
  public void dirty() {
    csrs.markFloatDirty();
  }

  @Override
  public int roundingMode() {
    return csrs.roundingMode();
  }

  @Override
  public int flags() {
    return csrs.floatFlags();
  }

  @Override
  public void accrue(int flags) {
    csrs.accrue(flags);
  }
}
