package org.backplane.cpu.riscv;

import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.PhysicalBus;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Offers RV64GC harts with machine, supervisor and user mode. */
@Component
public final class RiscvCpu implements CpuProvider {

  @Activate
  public RiscvCpu() {}

  @Override
  public String architecture() {
    return "riscv64";
  }

  @Override
  public String isa() {
    return "rv64imafdc_zicboz_zicsr_zifencei_zba_zbb_zbs_sstc_svadu";
  }

  @Override
  public String mmuType() {
    return "riscv,sv48";
  }

  @Override
  public Hart create(PhysicalBus bus, HartState state) {
    return new RiscvHart(bus, state);
  }
}
