package org.backplane.vm.runtime.ram;

import org.backplane.api.machine.DeviceRequest;

/** A {@code pc-dimm} with its memory, not plugged in yet. Who has it closes it, or plugs it in. */
public final class LooseDimm implements AutoCloseable {

  private final DeviceRequest request;
  private final PcDimmType.Settings settings;
  private final LeasedMemory memory;

  LooseDimm(DeviceRequest request, PcDimmType.Settings settings, LeasedMemory memory) {
    this.request = request;
    this.settings = settings;
    this.memory = memory;
  }

  /** What the operator asked for. */
  public DeviceRequest request() {
    return request;
  }

  PcDimmType.Settings settings() {
    return settings;
  }

  LeasedMemory memory() {
    return memory;
  }

  @Override
  public void close() {
    memory.close();
  }
}
