package org.backplane.vm.runtime;

import java.util.Optional;
import org.backplane.vm.runtime.htif.HtifPoller;

/** What goes on around the harts, and with them: devices and time. */
record Surroundings(MachineTime clock, VirtioSlots slots, Optional<HtifPoller> htif) {

  void go() {
    slots.running(true);
    clock.run(true);
    htif.ifPresent(poller -> poller.running(true));
  }

  void rest() {
    htif.ifPresent(poller -> poller.running(false));
    clock.run(false);
    slots.running(false);
  }
}
