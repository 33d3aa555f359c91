package org.backplane.cpu.riscv;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.cpu.Halt;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.cpu.RamBlock;
import org.backplane.cpu.riscv.csr.Interrupts;
import org.backplane.cpu.riscv.exec.BreakpointReached;
import org.backplane.cpu.riscv.exec.HartCore;
import org.backplane.cpu.riscv.exec.Interpreter;
import org.backplane.cpu.riscv.trap.Trap;
import org.jspecify.annotations.Nullable;

/** A hart that interprets. */
final class RiscvHart implements Hart {

  private final PhysicalBus bus;
  private final HartCore core;
  private final AtomicBoolean running = new AtomicBoolean();
  private Set<Long> breakpoints = Set.of();

  // Kept from one run to the next, because a debugger steps often; only for as long as RAM stays.
  private @Nullable Interpreter interpreter;
  private List<RamBlock> interpretedRam = List.of();

  RiscvHart(PhysicalBus bus, HartState state) {
    this.bus = bus;
    this.core = new HartCore(bus, state);
  }

  /**
   * {@inheritDoc}
   *
   * <p>RAM, translations and code are looked at afresh at each call: all may have changed
   * meanwhile.
   *
   * @throws IllegalStateException it is running already
   * @throws IllegalArgumentException RAM is not aligned to 8 bytes in guest and host memory
   */
  @Override
  public Halt run() {
    enter();
    try {
      return execute(interpreter(breakpoints));
    } finally {
      running.set(false);
    }
  }

  @Override
  public void step() {
    enter();
    try {
      var stepping = interpreter(Set.of());
      if (core.signals().takeStop()) {
        return;
      }
      if (!core.awaitInterrupt()) {
        core.signals().takeStop(); // which ended the wait
      } else if (!core.takeInterrupt()) {
        executeOne(stepping);
      }
    } finally {
      running.set(false);
    }
  }

  private void enter() {
    if (!running.compareAndSet(false, true)) {
      throw new IllegalStateException("the hart runs already, on another thread");
    }
  }

  private void requireRest() {
    if (running.get()) {
      throw new IllegalStateException("the hart runs; its state is not at rest");
    }
  }

  private Interpreter interpreter(Set<Long> stops) {
    var ram = bus.ram();
    var kept = interpreter;
    if (kept == null || !ram.equals(interpretedRam)) {
      kept = new Interpreter(core, bus);
      interpreter = kept;
      interpretedRam = ram;
    }
    kept.flush();
    kept.breakpoints(stops);
    return kept;
  }

  private void executeOne(Interpreter stepping) {
    core.signals().notice(); // whoever runs with a signal pending ends after one instruction
    try {
      stepping.run();
    } catch (Trap trap) {
      core.take(trap);
    } catch (BreakpointReached e) {
      throw new IllegalStateException("no breakpoint was set", e);
    }
  }

  private Halt execute(Interpreter active) {
    while (true) {
      core.signals().acknowledge();
      if (core.signals().takeStop()) {
        return Halt.REQUESTED;
      }
      if (core.awaitInterrupt()) {
        core.takeInterrupt();
        // Last of all: who asks for a flush and then interrupts finds it done in the handler.
        if (core.signals().takeFlush()) {
          active.flush();
        }
        try {
          active.run();
        } catch (Trap trap) {
          core.take(trap);
        } catch (BreakpointReached _) {
          return Halt.BREAKPOINT;
        }
      }
    }
  }

  @Override
  public void breakpoints(Set<Long> addresses) {
    requireRest();
    breakpoints = Set.copyOf(addresses);
  }

  @Override
  public OptionalLong translate(long virtualAddress) {
    requireRest();
    return interpreter(breakpoints).peek(virtualAddress);
  }

  @Override
  public void flush() {
    core.signals().requestFlush();
  }

  @Override
  public void requestStop() {
    core.signals().requestStop();
  }

  @Override
  public void setInterrupt(InterruptLine line, boolean level) {
    // Software ends its own interrupt: that line counts from its edge until it is cleared there.
    if (level || line != InterruptLine.SUPERVISOR_SOFTWARE) {
      core.signals().drive(Interrupts.bit(line), level);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException it runs
   */
  @Override
  public HartState save() {
    requireRest();
    return core.save();
  }

  @Override
  public long instructionsRetired() {
    return core.retired();
  }
}
