package org.backplane.vm.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.type.PropertyValue;

/**
 * What a machine consists of. {@link #start} and what follows is for the machine's control thread,
 * what stands before it for any.
 */
interface Hardware {

  /** The architecture as QMP names it; empty without a CPU. */
  Optional<String> architecture();

  long ramBytes();

  int harts();

  long instructionsRetired();

  List<DeviceStatus> devices();

  /** The machine properties that have a value. */
  Map<String, PropertyValue> properties();

  /** Makes the harts stop soon, on their own; any thread, also theirs. */
  void halt();

  /** Lets harts, devices and time go on; harts without a CPU provider wait for one. */
  void start();

  /** Stops harts, devices and time. False when a hart could not be stopped. */
  boolean stop();

  /** Back to power-on; it has been stopped. */
  void reset();

  /** The hart broke: drops what is left of it. It has been stopped. */
  void discardHarts(String why);

  /**
   * A CPU provider is there.
   *
   * @return false when its predecessor lost the harts' state: only {@link #reset} helps
   */
  boolean plug(CpuProvider provider);

  /**
   * A CPU provider goes: afterwards nothing here refers to it.
   *
   * @return false when it lost the harts' state: only {@link #reset} helps
   */
  boolean unplug(CpuProvider provider);

  /** Gives the guest's last words time to get out. */
  void flush();

  /** Releases everything. */
  void close();
}
