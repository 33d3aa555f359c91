package org.backplane.vm.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.machine.AddressRange;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.machine.NumaStatus;
import org.backplane.api.machine.VirtioReport;
import org.backplane.api.metric.Measured;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.ram.LooseDimm;
import org.backplane.vm.runtime.ram.LossListener;

/** The machine {@code none}: a place for objects, without CPU, RAM and devices. */
final class NoHardware implements Hardware {

  private final Map<String, PropertyValue> properties;

  /**
   * @param properties the machine's
   */
  NoHardware(Map<String, PropertyValue> properties) {
    this.properties = properties;
  }

  @Override
  public Optional<String> architecture() {
    return Optional.empty();
  }

  @Override
  public long ramBytes() {
    return 0;
  }

  @Override
  public int harts() {
    return 0;
  }

  @Override
  public long instructionsRetired() {
    return 0;
  }

  @Override
  public long guestNanos() {
    return 0;
  }

  @Override
  public List<Measured> measured() {
    return List.of();
  }

  @Override
  public List<DeviceStatus> devices() {
    return List.of();
  }

  @Override
  public List<VirtioReport> virtio() {
    return List.of();
  }

  @Override
  public List<MemoryRegion> memory() {
    return List.of();
  }

  @Override
  public List<AddressRange> addressSpace() {
    return List.of();
  }

  @Override
  public List<NumaStatus> numa() {
    return List.of();
  }

  @Override
  public List<MemoryDevice> memoryDevices() {
    return List.of();
  }

  @Override
  public void onLoss(LossListener listener) {}

  @Override
  public LooseDimm prepare(DeviceRequest request) throws InvalidRequestException {
    throw new InvalidRequestException(
        "machine 'none'", "it has no bus for a " + request.driver(), "give -machine virt");
  }

  @Override
  public DeviceStatus insert(LooseDimm device) {
    throw new IllegalStateException("nothing can be made ready for this machine");
  }

  @Override
  public MachineEvent.DeviceDeleted remove(String device) throws MissingReferenceException {
    throw missing(device);
  }

  @Override
  public void exchange(String device, String property, String object)
      throws MissingReferenceException {
    throw missing(device);
  }

  private static MissingReferenceException missing(String device) {
    return new MissingReferenceException(
        "", "there is no device '%s'".formatted(device), "the machine 'none' has no devices");
  }

  @Override
  public boolean sound() {
    return true;
  }

  @Override
  public Map<String, PropertyValue> properties() {
    return properties;
  }

  @Override
  public GuestAccess access(int hart) throws MissingReferenceException {
    throw new MissingReferenceException(
        "", "there is no hart %d".formatted(hart), "the machine 'none' has no CPU");
  }

  @Override
  public void halt() {}

  @Override
  public void start() {}

  @Override
  public boolean stop() {
    return true;
  }

  @Override
  public Optional<MachineEvent.BreakpointReached> stopAtBreakpoint(HartRun run) {
    return Optional.empty();
  }

  @Override
  public void reset() {}

  @Override
  public void discardHarts(String why) {}

  @Override
  public boolean plug(CpuProvider provider) {
    return true;
  }

  @Override
  public boolean unplug(CpuProvider provider) {
    return true;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
