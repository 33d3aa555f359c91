package org.backplane.vm.runtime;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.cpu.BusFault;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.cpu.Halt;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.cpu.RamBlock;

/**
 * A provider whose harts store and load at one address without a pause. They look memory up once,
 * when they are made, and keep it: as translated code does.
 */
final class BusyCpu implements CpuProvider {

  final AtomicLong stores = new AtomicLong();
  final AtomicLong faults = new AtomicLong();
  private final long address;

  BusyCpu(long address) {
    this.address = address;
  }

  @Override
  public String architecture() {
    return "riscv64";
  }

  @Override
  public String isa() {
    return "rv64busy";
  }

  @Override
  public String mmuType() {
    return "riscv,sv39";
  }

  @Override
  public Hart create(PhysicalBus bus, HartState state) {
    return new BusyHart(bus, state);
  }

  private final class BusyHart implements Hart {
    private final PhysicalBus bus;
    private final HartState from;
    private final List<RamBlock> ram;
    private volatile boolean stopping;
    private volatile long retired;

    BusyHart(PhysicalBus bus, HartState from) {
      this.bus = bus;
      this.from = from;
      this.ram = bus.ram();
      this.retired = from.instructionsRetired();
    }

    @Override
    public Halt run() {
      while (!stopping) {
        step();
        retired = retired + 1;
      }
      stopping = false;
      return Halt.REQUESTED;
    }

    @Override
    public void breakpoints(Set<Long> addresses) {}

    @Override
    public OptionalLong translate(long virtualAddress) {
      return OptionalLong.of(virtualAddress);
    }

    @Override
    public void flush() {}

    @Override
    public void step() {
      for (RamBlock block : ram) {
        long offset = block.offset(address, Long.BYTES);
        if (offset >= 0) {
          block.segment().set(ValueLayout.JAVA_LONG, offset, retired);
          stores.incrementAndGet();
          return;
        }
      }
      try {
        bus.load(address, Long.BYTES);
        throw new IllegalStateException("the bus has memory that the hart does not know");
      } catch (BusFault _) {
        faults.incrementAndGet();
      }
    }

    @Override
    public void requestStop() {
      stopping = true;
    }

    @Override
    public void setInterrupt(InterruptLine line, boolean level) {}

    @Override
    public HartState save() {
      return new HartState(
          from.hartId(),
          from.privilege(),
          from.pc(),
          from.x(),
          from.f(),
          from.csrs(),
          retired,
          false);
    }

    @Override
    public long instructionsRetired() {
      return retired;
    }
  }
}
