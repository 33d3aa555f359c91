package org.backplane.api.machine;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.type.TypeDescription;
import org.osgi.annotation.versioning.ProviderType;

/** Builds the machine of this host. */
@ProviderType
public interface MachineBuilder {

  /** The machine types, sorted by name. */
  List<TypeDescription> machineTypes();

  /** The device types, sorted by name. */
  List<TypeDescription> deviceTypes();

  /**
   * What a machine brings along that the operator did not name, such as its own RAM. Whoever wants
   * to see it made like other objects, with its progress and its errors, makes it before {@link
   * #build}; the others leave it to that.
   */
  default List<ObjectRequest> ownObjects(MachineRequest request) {
    return List.of();
  }

  /**
   * Builds a machine, paused; {@link VirtualMachine#cont} starts it.
   *
   * @throws BackplaneException it cannot be built; no lease or file stays open
   */
  VirtualMachine build(MachineRequest request) throws BackplaneException;
}
