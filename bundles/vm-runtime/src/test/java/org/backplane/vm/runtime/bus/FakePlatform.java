package org.backplane.vm.runtime.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.cpu.SupervisorBinary;

/** A platform at whose time counter the clock has stopped at 77. */
public final class FakePlatform implements Platform {

  final List<String> timers = new ArrayList<>();

  @Override
  public long ticks() {
    return 77;
  }

  @Override
  public void supervisorTimer(int hart, long ticks) {
    timers.add(hart + ": " + ticks);
  }

  @Override
  public Optional<SupervisorBinary> supervisorBinary() {
    return Optional.of(_ -> new SupervisorBinary.Result(-2, 0));
  }
}
