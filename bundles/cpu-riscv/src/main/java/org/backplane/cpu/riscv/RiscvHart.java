package org.backplane.cpu.riscv;

import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.cpu.riscv.csr.Interrupts;
import org.backplane.cpu.riscv.exec.HartCore;
import org.backplane.cpu.riscv.exec.Interpreter;
import org.backplane.cpu.riscv.memory.PhysicalMemory;
import org.backplane.cpu.riscv.trap.Trap;

/** A hart that interprets. */
final class RiscvHart implements Hart {

  private final PhysicalBus bus;
  private final HartCore core;
  private final AtomicBoolean running = new AtomicBoolean();

  RiscvHart(PhysicalBus bus, HartState state) {
    this.bus = bus;
    this.core = new HartCore(bus, state);
  }

  /**
   * {@inheritDoc}
   *
   * <p>RAM is looked up, and code decoded, afresh at each call: both may have changed meanwhile.
   *
   * @throws IllegalStateException it is running already
   * @throws IllegalArgumentException RAM is not aligned to 8 bytes in guest and host memory
   */
  @Override
  public void run() {
    if (!running.compareAndSet(false, true)) {
      throw new IllegalStateException("the hart runs already, on another thread");
    }
    try {
      execute(new Interpreter(core, new PhysicalMemory(bus)));
    } finally {
      running.set(false);
    }
  }

  private void execute(Interpreter interpreter) {
    while (true) {
      core.signals().acknowledge();
      if (core.signals().takeStop()) {
        return;
      }
      if (core.awaitInterrupt()) {
        core.takeInterrupt();
        step(interpreter);
      }
    }
  }

  private void step(Interpreter interpreter) {
    try {
      interpreter.run();
    } catch (Trap trap) {
      core.take(trap);
    }
  }

  @Override
  public void requestStop() {
    core.signals().requestStop();
  }

  @Override
  public void setInterrupt(InterruptLine line, boolean level) {
    core.signals().drive(Interrupts.bit(line), level);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException it runs
   */
  @Override
  public HartState save() {
    if (running.get()) {
      throw new IllegalStateException("the hart runs; its state is not at rest");
    }
    return core.save();
  }

  @Override
  public long instructionsRetired() {
    return core.retired();
  }
}
