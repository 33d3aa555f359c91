package org.backplane.vm.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.htif.HtifSettings;

/** The machine types. */
final class MachineTypes {

  static final String MEMORY_BACKEND = "memory-backend";
  static final String DUMPDTB = "dumpdtb";
  private static final String MEM_MERGE = "mem-merge";
  private static final String DUMP_GUEST_CORE = "dump-guest-core";

  static final TypeDescription NONE =
      new TypeDescription(
              "none", "machine", Container.MACHINE, "no CPU, no RAM, no devices", common())
          .measuring(metrics());

  static final TypeDescription VIRT =
      new TypeDescription(
              "virt",
              "machine",
              Container.MACHINE,
              "RISC-V board with virtio-mmio slots",
              Stream.of(
                      List.of(
                          Property.optional(
                              MEMORY_BACKEND,
                              new PropertyKind.Link("memory-backend"),
                              "memory backend that is the RAM"),
                          Property.optional(
                              DUMPDTB,
                              new PropertyKind.Text(),
                              "file for the device tree, written in the place of running a guest")),
                      HtifSettings.PROPERTIES,
                      common())
                  .flatMap(List::stream)
                  .toList())
          .measuring(metrics());

  /** All of them, sorted by name. */
  static final List<TypeDescription> ALL = List.of(NONE, VIRT);

  private MachineTypes() {}

  /** Refuses a property that machines of a type do not have. */
  static void require(TypeDescription type, String property) throws MissingReferenceException {
    if (type.property(property).isEmpty()) {
      List<String> names = type.properties().stream().map(Property::name).toList();
      throw new MissingReferenceException(
          "machine '" + type.name() + "'",
          "there is no property '%s'".formatted(property),
          "it has " + String.join(", ", names));
    }
  }

  /** The machine properties that have a value. */
  static Map<String, PropertyValue> current(TypeDescription type, PropertyValues values) {
    Map<String, PropertyValue> current = new HashMap<>();
    for (Property property : type.properties()) {
      values.find(property.name()).ifPresent(value -> current.put(property.name(), value));
    }
    return current;
  }

  private static MetricDescription[] metrics() {
    return MachineProbe.METRICS.toArray(MetricDescription[]::new);
  }

  /**
   * What all have. What they say about every memory backend is read by whoever makes backends for a
   * machine.
   */
  private static List<Property> common() {
    return List.of(
        Property.fixed(
            Accelerator.PROPERTY,
            new PropertyKind.Text(),
            new PropertyValue.Text(Accelerator.ANY),
            "what executes the guest: tcg, or qtest for nothing, so that tests drive the devices"),
        onByDefault(MEM_MERGE, "whether memory backends offer their pages for merging"),
        onByDefault(DUMP_GUEST_CORE, "whether core dumps contain the memory of memory backends"));
  }

  private static Property onByDefault(String name, String summary) {
    return Property.fixed(
        name, new PropertyKind.Bool(), new PropertyValue.Bool(true), summary + " by default");
  }
}
