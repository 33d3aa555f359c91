package org.backplane.api.cpu;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Offers harts. Register it as an OSGi service; when it goes, machines pause and go on with the
 * next.
 */
@ConsumerType
public interface CpuProvider {

  /** The architecture as QMP names it, such as {@code riscv64}. */
  String architecture();

  /**
   * The instruction set string of the device tree, naming only what works, such as {@code
   * rv64imac_zicsr}.
   */
  String isa();

  /** The address translation as the device tree names it, such as {@code riscv,sv48}. */
  String mmuType();

  /**
   * Makes a hart in a given state.
   *
   * @throws IllegalArgumentException the state is of an architecture or version that it cannot take
   */
  Hart create(PhysicalBus bus, HartState state);
}
