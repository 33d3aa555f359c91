package org.backplane.monitor.tree;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.type.PropertyValue;
import org.backplane.monitor.report.MemoryBackends.Backend;

/**
 * A region of memory in the object tree: each memory backend has one, and the machine has the one
 * in which the guest sees them.
 *
 * @param name the name of its memory block
 * @param address first address within its container; 0 while it has none
 * @param container path of the region that it is part of; empty while no machine uses it
 */
record MemoryRegionNode(String name, long address, long size, Optional<String> container) {

  static final String TYPE = "memory-region";

  private static final String SYSTEM = "system";
  private static final String SYSTEM_PATH = "/machine/unattached/" + SYSTEM + "[0]";

  private static final List<NodeProperty> PROPERTIES =
      List.of(
          NodeProperty.link("container", TYPE),
          NodeProperty.number("addr", "uint64"),
          NodeProperty.number("size", "uint64"),
          NodeProperty.number("priority", "uint32"));

  /** All that the guest can address. */
  static MemoryRegionNode system() {
    return new MemoryRegionNode(SYSTEM, 0, -1, Optional.empty());
  }

  /**
   * A memory backend's region.
   *
   * @param used what the machine uses
   */
  static MemoryRegionNode of(Backend backend, List<MemoryRegion> used) {
    Optional<MemoryRegion> mapped =
        used.stream().filter(region -> region.backend().equals(backend.path())).findFirst();
    return new MemoryRegionNode(
        mapped.map(MemoryRegion::name).orElseGet(backend::blockName),
        mapped.map(MemoryRegion::address).orElse(0L),
        backend.size(),
        mapped.map(_ -> SYSTEM_PATH));
  }

  void addTo(QomNode parent) {
    Map<String, PropertyValue> values =
        Map.of(
            "container", new PropertyValue.Text(container.orElse("")),
            "addr", new PropertyValue.Unsigned(address),
            "size", new PropertyValue.Unsigned(size),
            "priority", new PropertyValue.Unsigned(0));
    parent.add(
        name.replace("/", "\\x2f") + "[0]",
        TYPE,
        PROPERTIES,
        property -> Optional.ofNullable(values.get(property)));
  }
}
