package org.backplane.vm.runtime.ram;

import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.object.ObjectPath;

/** Hears that the host took away some of a leased backend's memory; any thread, must not block. */
@FunctionalInterface
public interface LossListener {
  void lost(ObjectPath backend, MemoryLoss loss);
}
