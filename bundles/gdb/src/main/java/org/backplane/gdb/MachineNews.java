package org.backplane.gdb;

import java.util.OptionalInt;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MachineListener;

/** What a session has to know of a machine's events. */
final class MachineNews implements MachineListener {

  private final Runnable wake;
  private volatile OptionalInt reached = OptionalInt.empty();
  private volatile OptionalInt exit = OptionalInt.empty();

  /**
   * @param wake called when there is something to look at; must not block
   */
  MachineNews(Runnable wake) {
    this.wake = wake;
  }

  @Override
  public void happened(MachineEvent event) {
    switch (event) {
      case MachineEvent.BreakpointReached(int hart, long _) -> reached = OptionalInt.of(hart);
      case MachineEvent.Shutdown(var _, int status) -> {
        exit = OptionalInt.of(status);
        wake.run();
      }
      case MachineEvent.Stopped() -> wake.run();
      default -> {}
    }
  }

  /** The machine is about to go on: breakpoints of earlier do not count. */
  void forgetStops() {
    reached = OptionalInt.empty();
  }

  /** The hart that came to a breakpoint since then. */
  OptionalInt reached() {
    return reached;
  }

  /** The status that the machine has ended with. */
  OptionalInt exit() {
    return exit;
  }
}
