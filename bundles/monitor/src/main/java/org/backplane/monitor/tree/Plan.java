package org.backplane.monitor.tree;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.report.MemoryBackends;

/** Builds the object tree of one moment. */
final class Plan {

  private final ObjectRegistry registry;
  private final MemoryBackends memory;
  private final QomNode root = QomNode.root();
  private List<MemoryRegion> used = List.of();

  Plan(ObjectRegistry registry) {
    this.registry = registry;
    memory = new MemoryBackends(registry);
  }

  QomNode root() {
    return root;
  }

  /** {@code /objects} and {@code /chardevs}. */
  Plan withObjects() {
    for (Container container : List.of(Container.OBJECTS, Container.CHARDEVS)) {
      QomNode folder = root.container(container.folder());
      registry.list(container).forEach(status -> addObject(folder, status));
    }
    root.container("backend");
    return this;
  }

  private void addObject(QomNode folder, ObjectStatus status) {
    String path = status.path().toString();
    QomNode object =
        folder.add(
            path.substring(path.lastIndexOf('/') + 1),
            TypeTree.objectTypeName(status.path().container(), status.typeName()),
            described(status.type()),
            new RegistryValues(registry, status.path()));
    memory
        .of(status)
        .map(backend -> MemoryRegionNode.of(backend, used))
        .ifPresent(region -> region.addTo(object));
  }

  private static List<NodeProperty> described(Optional<TypeDescription> type) {
    return NodeProperty.of(type.map(TypeDescription::properties).orElse(List.of()));
  }

  /** {@code /machine} with its devices; to come before the objects that it uses. */
  Plan withMachine(VirtualMachine machine, Optional<TypeDescription> type) {
    QomNode node =
        root.add(
            "machine", TypeTree.machineTypeName(machine.type()), described(type), machine::get);
    List.of("peripheral", "peripheral-anon", "unattached").forEach(node::container);
    MemoryRegionNode.system().addTo(node.container("unattached"));
    used = machine.memory();
    machine.devices().forEach(this::addDevice);
    return this;
  }

  private void addDevice(DeviceStatus device) {
    addAt(
        device.path(),
        device.type().name(),
        NodeProperty.of(device.type().properties()),
        new DeviceValues(device.properties()));
  }

  private void addAt(String path, String type, List<NodeProperty> properties, Values values) {
    int cut = path.lastIndexOf('/');
    QomNode folder = root;
    for (String part : path.substring(0, Math.max(cut, 0)).split("/", -1)) {
      folder = part.isEmpty() ? folder : folder.container(part);
    }
    folder.add(path.substring(cut + 1), type, properties, values);
  }

  private record RegistryValues(ObjectRegistry registry, ObjectPath path) implements Values {
    @Override
    public Optional<PropertyValue> get(String property) throws BackplaneException {
      return registry.get(path, property);
    }

    @Override
    public void set(String property, RawValue value, Dialect dialect) throws BackplaneException {
      registry.set(path, property, value, dialect);
    }
  }

  private record DeviceValues(Map<String, PropertyValue> properties) implements Values {
    @Override
    public Optional<PropertyValue> get(String property) {
      return Optional.ofNullable(properties.get(property));
    }
  }
}
