package org.backplane.api.machine;

import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.type.PropertyValue;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The machine of this host, under control. Any thread; every method answers at once or within the
 * millisecond that a hart takes to stop, whatever its backends do, except where a method says that
 * it waits for a backend. Registered as a service once built.
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

  /** Its physical address space as it is laid out now, by ascending address. */
  default List<AddressRange> addressSpace() {
    return List.of();
  }

  /** Its NUMA nodes, by ascending number; none when nobody asked for NUMA. */
  default List<NumaStatus> numa() {
    return List.of();
  }

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
   * How its virtio devices and their drivers stand to each other, in the order of the devices'
   * creation. No device stops for it.
   */
  List<VirtioReport> virtio();

  /**
   * Adds a device, also while the machine runs. The caller waits for what the device's backend is
   * about, such as a preallocation; the guest is paused for the moment that the exchange takes.
   *
   * @throws BackplaneException there is no such device type, it cannot be plugged into a built
   *     machine, its id is taken, or its properties are refused; the machine is as it was
   */
  DeviceStatus plug(DeviceRequest request) throws BackplaneException;

  /**
   * Takes a device out; {@link MachineEvent.DeviceDeleted} follows when it is gone.
   *
   * @param device its id, or its path in the object tree
   * @throws MissingReferenceException there is no such device
   * @throws BackplaneException it cannot be taken out of a built machine
   */
  void unplug(String device) throws BackplaneException;

  /**
   * Gives a device another backend while the machine is there, running or not. What the guest asked
   * for and has not got yet is asked of the new one, so that no request of the guest is lost or
   * fails. What the old backend had answered by then still counts; what it answers later is
   * dropped. Neither backend needs to be live: one that is away is waited for like any other.
   *
   * <p>Returns when the device holds the new object and no longer the old one. Done on the caller's
   * thread, which may have to wait while the new object is busy, though never longer than a few
   * seconds; an interrupt ends the wait. The old object is not waited for. When this throws, all is
   * as it was.
   *
   * @param device its id, or its path in the object tree
   * @param property the link to switch, such as {@code rng}
   * @param object id or path of the new backend; the present one is asked anew
   * @throws MissingReferenceException there is no such device, or no such object
   * @throws org.backplane.api.InvalidRequestException the device has no such property, it cannot be
   *     switched, or the object is of the wrong kind
   * @throws org.backplane.api.InUseException the object serves somebody else alone
   * @throws org.backplane.api.NotActiveException the object is busy for too long, or the machine
   *     has ended
   */
  void exchange(String device, String property, String object) throws BackplaneException;

  /** A look into its harts and memory. */
  Debugger debugger();

  /** The value of a machine property; empty for an unset link. */
  Optional<PropertyValue> get(String property) throws BackplaneException;

  Registration listen(MachineListener listener);

  /** Releases everything; idempotent. */
  void close();
}
