package org.backplane.vm.runtime.board;

import java.util.EnumMap;
import java.util.Map;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.device.LevelOutput;
import org.jspecify.annotations.Nullable;

/**
 * The lines into one hart. Those of interrupts keep their levels while no hart is there and drive
 * the next one to them.
 */
public final class HartLines {

  private final Map<InterruptLine, Wire> wires = new EnumMap<>(InterruptLine.class);
  private volatile @Nullable Hart hart;

  public HartLines() {
    for (InterruptLine line : InterruptLine.values()) {
      if (line != InterruptLine.SUPERVISOR_SOFTWARE) {
        wires.put(line, new Wire(line));
      }
    }
  }

  /** The input of a line that the board drives to a level. */
  public InterruptPin pin(InterruptLine line) {
    Wire wire = wires.get(line);
    if (wire == null) {
      throw new IllegalArgumentException(line + " has no level that lasts");
    }
    return wire;
  }

  /** Drives a hart from now on. */
  public void connect(Hart next) {
    hart = next;
    wires.values().forEach(wire -> wire.output.changed());
  }

  /** Drives no hart; the lines keep no reference to the last one. */
  public void disconnect() {
    hart = null;
  }

  /**
   * Makes a supervisor software interrupt pending. It is a pulse, because the hart itself keeps
   * that interrupt and the guest clears it: a level would come back at once. Without a hart nothing
   * happens; a stopped machine sends none.
   */
  public void interruptSupervisor() {
    Hart driven = hart;
    if (driven != null) {
      driven.setInterrupt(InterruptLine.SUPERVISOR_SOFTWARE, true);
      driven.setInterrupt(InterruptLine.SUPERVISOR_SOFTWARE, false);
    }
  }

  /** Has the hart forget what it has cached of translations and code. */
  public void flush() {
    Hart driven = hart;
    if (driven != null) {
      driven.flush();
    }
  }

  private final class Wire implements InterruptPin {
    private final LevelOutput output;
    private volatile boolean level;

    Wire(InterruptLine line) {
      output =
          new LevelOutput(
              high -> {
                Hart driven = hart;
                if (driven != null) {
                  driven.setInterrupt(line, high);
                }
              },
              () -> level);
    }

    @Override
    public void set(boolean high) {
      // Unchanged levels come often, with each register access; they end here.
      if (high != level) {
        level = high;
        output.changed();
      }
    }
  }
}
