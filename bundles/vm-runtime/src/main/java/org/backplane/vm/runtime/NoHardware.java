package org.backplane.vm.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.type.PropertyValue;

/** The machine {@code none}: a place for objects, without CPU, RAM and devices. */
final class NoHardware implements Hardware {

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
  public List<DeviceStatus> devices() {
    return List.of();
  }

  @Override
  public Map<String, PropertyValue> properties() {
    return Map.of();
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
