package org.backplane.api.machine;

import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.type.PropertyValue;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The machine of this host, under control. Any thread; every method answers at once or within the
 * millisecond that a hart takes to stop, whatever its backends do. Registered as a service once
 * built.
 */
@ProviderType
public interface VirtualMachine {

  /** {@code virt} or {@code none}. */
  String type();

  /** The architecture as QMP names it; empty when it has no CPU. */
  Optional<String> architecture();

  MachineRequest.Identity identity();

  RunState state();

  /** RAM that it was built with, in bytes; memory devices not counted. */
  long ramBytes();

  /** Its RAM and ROM that come from memory backends, by ascending address. */
  List<MemoryRegion> memory();

  /** Its memory devices, by ascending slot. */
  List<MemoryDevice> memoryDevices();

  int harts();

  /** Instructions executed by all harts so far. */
  long instructionsRetired();

  /** Pauses; nothing happens when it is not running. */
  void stop();

  /** Starts or goes on; nothing happens when it runs. */
  void cont() throws BackplaneException;

  void reset(Cause cause);

  /** Asks the guest to power off. */
  void powerdown();

  /** Ends the machine: {@link MachineEvent.Shutdown} follows once. */
  void shutdown(Cause cause, int exitStatus);

  /** Its devices in the order of their creation. */
  List<DeviceStatus> devices();

  /**
   * Adds a device, also while the machine runs. The guest is paused for the moment that it takes.
   *
   * @throws BackplaneException there is no such device type, it cannot be plugged into a built
   *     machine, its id is taken, or its properties are refused; the machine is as it was
   */
  DeviceStatus plug(DeviceRequest request) throws BackplaneException;

  /**
   * Takes a device out; {@link MachineEvent.DeviceDeleted} follows when it is gone.
   *
   * @param device its id, or its path in the object tree
   * @throws org.backplane.api.MissingReferenceException there is no such device
   * @throws BackplaneException it cannot be taken out of a built machine
   */
  void unplug(String device) throws BackplaneException;

  /** The value of a machine property; empty for an unset link. */
  Optional<PropertyValue> get(String property) throws BackplaneException;

  Registration listen(MachineListener listener);

  /** Releases everything; idempotent. */
  void close();
}
