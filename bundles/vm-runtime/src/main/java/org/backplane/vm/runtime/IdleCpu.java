package org.backplane.vm.runtime;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.cpu.Halt;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.api.cpu.PhysicalBus;

/** Harts that have a state and execute nothing: they wait until they are told to stop. */
final class IdleCpu implements CpuProvider {

  @Override
  public String architecture() {
    return "riscv64";
  }

  @Override
  public String isa() {
    return "rv64imafdc_zicsr_zifencei";
  }

  @Override
  public String mmuType() {
    return "riscv,sv39";
  }

  @Override
  public Hart create(PhysicalBus bus, HartState state) {
    return new IdleHart(state);
  }

  private record IdleHart(HartState state, Semaphore stops) implements Hart {

    IdleHart(HartState state) {
      this(state, new Semaphore(0));
    }

    @Override
    public Halt run() {
      stops.acquireUninterruptibly();
      return Halt.REQUESTED;
    }

    @Override
    public void requestStop() {
      stops.release();
    }

    @Override
    public HartState save() {
      return state;
    }

    @Override
    public long instructionsRetired() {
      return state.instructionsRetired();
    }

    /** As with paging off. */
    @Override
    public OptionalLong translate(long virtualAddress) {
      return OptionalLong.of(virtualAddress);
    }

    @Override
    public void step() {}

    @Override
    public void breakpoints(Set<Long> addresses) {}

    @Override
    public void flush() {}

    @Override
    public void setInterrupt(InterruptLine line, boolean level) {}
  }
}
