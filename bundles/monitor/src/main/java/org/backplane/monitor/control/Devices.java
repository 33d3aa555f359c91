package org.backplane.monitor.control;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.option.Options;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.report.Wording;

/** Puts devices into the machine and takes them out. */
public final class Devices {

  /** The member that names a device's type. */
  public static final String DRIVER = "driver";

  public static final String ID = "id";

  /** Longest id, path or type: peers may send many megabytes, and errors repeat them. */
  private static final int MAX_CHARS = 4096;

  private final RunControl control;
  private final Present<MachineBuilder> builder;

  public Devices(RunControl control, Present<MachineBuilder> builder) {
    this.control = control;
    this.builder = builder;
  }

  /** The device types, sorted by name. */
  public List<TypeDescription> types() {
    return builder.find().map(MachineBuilder::deviceTypes).orElse(List.of());
  }

  /** The machine types, sorted by name. */
  public List<TypeDescription> machineTypes() {
    return builder.find().map(MachineBuilder::machineTypes).orElse(List.of());
  }

  /**
   * Plugs a device into the machine.
   *
   * @param id its id; empty for a device without one
   * @throws BackplaneException there is no machine, or it refuses
   */
  public void add(String driver, String id, Options options) throws BackplaneException {
    requireShort("device_add", driver, id);
    control.required("device_add").plug(new DeviceRequest(driver, id, options.without(DRIVER, ID)));
  }

  /**
   * Gives a device another backend while the guest goes on.
   *
   * @param command how the operator's language calls this, for messages
   * @param device its id or path
   * @param property the link to switch, such as {@code rng}
   * @param object the new backend's id or path
   * @throws BackplaneException there is no machine, no such device or backend, or it is refused
   */
  public void exchange(String command, String device, String property, String object)
      throws BackplaneException {
    requireShort(command, device, property, object);
    control.required(command).exchange(device, property, object);
  }

  /**
   * Takes a device out; the event tells when it is gone.
   *
   * @param device its id or path
   * @throws BackplaneException there is no machine, no such device, or it has to stay
   */
  public void delete(String device) throws BackplaneException {
    if (device.length() > MAX_CHARS) {
      throw new MissingReferenceException(
          "device_del", "there is no device " + Wording.quoted(device), "");
    }
    control.required("device_del").unplug(device);
  }

  private static void requireShort(String command, String... words) throws InvalidRequestException {
    for (String word : words) {
      if (word.length() > MAX_CHARS) {
        throw new InvalidRequestException(
            command, Wording.quoted(word) + " is too long", "take a shorter word");
      }
      if (word.chars().anyMatch(Character::isISOControl)) { // it would stand in logs and lists
        throw new InvalidRequestException(
            command, "a name has control characters", "take visible ones");
      }
    }
  }
}
