package org.backplane.monitor.fake;

import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.PhysicalBus;

/** Tells what it could do, and has no harts. */
public final class FakeCpu implements CpuProvider {

  @Override
  public String architecture() {
    return "riscv64";
  }

  @Override
  public String isa() {
    return "rv64imac_zicsr_zifencei";
  }

  @Override
  public String mmuType() {
    return "riscv,sv48";
  }

  @Override
  public Hart create(PhysicalBus bus, HartState state) {
    throw new UnsupportedOperationException();
  }
}
