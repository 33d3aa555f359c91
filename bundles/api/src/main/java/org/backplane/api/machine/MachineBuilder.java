package org.backplane.api.machine;

import java.util.List;
import org.backplane.api.BackplaneException;
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
   * Builds a machine, paused; {@link VirtualMachine#cont} starts it.
   *
   * @throws BackplaneException it cannot be built; no lease or file stays open
   */
  VirtualMachine build(MachineRequest request) throws BackplaneException;
}
