package org.backplane.monitor.fake;

import java.util.List;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.type.TypeDescription;

/** Knows types and builds nothing. */
public final class FakeMachineBuilder implements MachineBuilder {

  @Override
  public List<TypeDescription> machineTypes() {
    return List.of(Types.VIRT);
  }

  @Override
  public List<TypeDescription> deviceTypes() {
    return List.of(Types.DIMM, Types.VIRTIO_RNG);
  }

  @Override
  public VirtualMachine build(MachineRequest request) {
    throw new UnsupportedOperationException();
  }
}
