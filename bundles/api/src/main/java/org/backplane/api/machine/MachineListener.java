package org.backplane.api.machine;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears of a machine's events in order, on a thread of the machine. Must not block. */
@ConsumerType
public interface MachineListener {
  void happened(MachineEvent event);
}
