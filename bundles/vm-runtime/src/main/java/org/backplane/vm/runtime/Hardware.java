package org.backplane.vm.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.machine.AddressRange;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.machine.NumaStatus;
import org.backplane.api.machine.VirtioReport;
import org.backplane.api.metric.Measured;
import org.backplane.api.qtest.Testbench;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.ram.LooseDimm;
import org.backplane.vm.runtime.ram.LossListener;

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

  /** How much time has passed for the guest, in nanoseconds. */
  long guestNanos();

  /** What its parts measure; the same each time. */
  List<Measured> measured();

  List<DeviceStatus> devices();

  /** How virtio devices and their drivers stand to each other, in the devices' order. */
  List<VirtioReport> virtio();

  /** A way to drive the devices, if it was built for that. */
  default Optional<Testbench> testbench(ControlThread control) {
    return Optional.empty();
  }

  /** Memory that backends serve, by ascending address. */
  List<MemoryRegion> memory();

  /** What is where, by ascending address. */
  List<AddressRange> addressSpace();

  /** By ascending number; none without NUMA. */
  List<NumaStatus> numa();

  /** By ascending slot. */
  List<MemoryDevice> memoryDevices();

  /** Sets who hears of lost memory from now on. */
  void onLoss(LossListener listener);

  /**
   * Makes a device ready for {@link #insert}; takes as long as its backend does. It is to be closed
   * by whoever does not insert it.
   */
  LooseDimm prepare(DeviceRequest request) throws BackplaneException;

  /**
   * Switches a device's link to another object, see {@link
   * org.backplane.api.machine.VirtualMachine#exchange}; takes as long as the new object does.
   */
  void exchange(String device, String property, String object) throws BackplaneException;

  /** The machine properties that have a value. */
  Map<String, PropertyValue> properties();

  /**
   * A hart for a debugger, by number from 0 on; what it offers is for the control thread.
   *
   * @throws MissingReferenceException there is no such hart
   */
  GuestAccess access(int hart) throws MissingReferenceException;

  /** Makes the harts stop soon, on their own; any thread, also theirs. */
  void halt();

  /** Lets harts, devices and time go on; harts without a CPU provider wait for one. */
  void start();

  /** Stops harts, devices and time. False when a hart could not be stopped. */
  boolean stop();

  /**
   * Stops like {@link #stop} because a hart's run came to a breakpoint.
   *
   * @return where that is; empty, and nothing has stopped, when that run is not the present one
   */
  Optional<MachineEvent.BreakpointReached> stopAtBreakpoint(HartRun run);

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

  /**
   * Puts a device in. The guest stands still meanwhile, and goes on if it ran.
   *
   * @throws BackplaneException it is refused, or the harts cannot take it, see {@link #sound}; the
   *     device is still loose then
   */
  DeviceStatus insert(LooseDimm device) throws BackplaneException;

  /**
   * Takes a device out, whether the guest is prepared or not, as {@link #insert} puts it in.
   *
   * @param device id or path
   * @throws BackplaneException there is no such device, it has to stay, or the harts cannot let it
   *     go
   */
  MachineEvent.DeviceDeleted remove(String device) throws BackplaneException;

  /**
   * Whether the harts can go on; false after one was lost: only {@link #reset} helps, or nothing.
   */
  boolean sound();

  /** Gives the guest's last words time to get out. */
  void flush();

  /** Releases everything. */
  void close();
}
