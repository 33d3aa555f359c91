package org.backplane.monitor.fake;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.type.TypeDescription;

/** Knows types and builds nothing. */
public final class FakeMachineBuilder implements MachineBuilder {

  private final List<TypeDescription> devices =
      new CopyOnWriteArrayList<>(List.of(Types.DIMM, Types.VIRTIO_RNG));

  @Override
  public List<TypeDescription> machineTypes() {
    return List.of(Types.VIRT);
  }

  @Override
  public List<TypeDescription> deviceTypes() {
    return List.copyOf(devices);
  }

  /** A bundle with another type of device comes. */
  public void offer(TypeDescription type) {
    devices.add(type);
  }

  @Override
  public VirtualMachine build(MachineRequest request) {
    throw new UnsupportedOperationException();
  }
}
