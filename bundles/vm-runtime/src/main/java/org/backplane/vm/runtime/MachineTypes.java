package org.backplane.vm.runtime;

import java.util.List;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.TypeDescription;

/** The machine types. */
final class MachineTypes {

  static final String MEMORY_BACKEND = "memory-backend";

  static final TypeDescription NONE =
      new TypeDescription(
          "none", "machine", Container.MACHINE, "no CPU, no RAM, no devices", List.of());

  static final TypeDescription VIRT =
      new TypeDescription(
          "virt",
          "machine",
          Container.MACHINE,
          "RISC-V board with virtio-mmio slots",
          List.of(
              Property.optional(
                  MEMORY_BACKEND,
                  new PropertyKind.Link("memory-backend"),
                  "memory backend that is the RAM")));

  /** All of them, sorted by name. */
  static final List<TypeDescription> ALL = List.of(NONE, VIRT);

  private MachineTypes() {}
}
