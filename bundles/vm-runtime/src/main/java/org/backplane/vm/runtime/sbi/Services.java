package org.backplane.vm.runtime.sbi;

import java.util.List;
import org.backplane.vm.runtime.board.Console;
import org.backplane.vm.runtime.board.HartLines;
import org.backplane.vm.runtime.board.PowerDevice;
import org.backplane.vm.runtime.memory.GuestMemory;

/**
 * What of the machine the calls concern.
 *
 * @param harts the ways to its harts, by number
 * @param timer their timers
 * @param memory what physical addresses are about
 * @param console its serial line
 * @param power its power switch
 */
public record Services(
    List<HartLines> harts,
    Timer timer,
    GuestMemory memory,
    Console console,
    PowerDevice.Switch power) {

  public Services {
    harts = List.copyOf(harts);
  }

  /** See {@link org.backplane.api.cpu.PhysicalBus#supervisorTimer}. */
  @FunctionalInterface
  public interface Timer {
    void set(int hart, long ticks);
  }
}
