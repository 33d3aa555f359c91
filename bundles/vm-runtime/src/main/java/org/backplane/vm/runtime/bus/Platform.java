package org.backplane.vm.runtime.bus;

import java.util.Optional;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.cpu.SupervisorBinary;

/** What a hart finds on its bus besides memory and registers. Any thread. */
public interface Platform {

  /** The time counter, 10 million ticks a second. */
  long ticks();

  /** See {@link PhysicalBus#supervisorTimer}. */
  void supervisorTimer(int hart, long ticks);

  /** See {@link PhysicalBus#supervisorBinary}. */
  Optional<SupervisorBinary> supervisorBinary();
}
