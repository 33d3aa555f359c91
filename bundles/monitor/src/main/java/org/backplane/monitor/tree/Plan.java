package org.backplane.monitor.tree;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** Builds the object tree of one moment. */
final class Plan {

  private final ObjectRegistry registry;
  private final QomNode root = QomNode.root();

  Plan(ObjectRegistry registry) {
    this.registry = registry;
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
    folder.add(
        path.substring(path.lastIndexOf('/') + 1),
        status.typeName(),
        status.type().map(TypeDescription::properties).orElse(List.of()),
        new RegistryValues(registry, status.path()));
  }

  /** {@code /machine} with its devices. */
  Plan withMachine(VirtualMachine machine, Optional<TypeDescription> type) {
    QomNode node =
        root.add(
            "machine",
            TypeTree.machineTypeName(machine.type()),
            type.map(TypeDescription::properties).orElse(List.of()),
            machine::get);
    List.of("peripheral", "peripheral-anon", "unattached").forEach(node::container);
    machine.devices().forEach(this::addDevice);
    return this;
  }

  private void addDevice(DeviceStatus device) {
    addAt(
        device.path(),
        device.type().name(),
        device.type().properties(),
        new DeviceValues(device.properties()));
  }

  private void addAt(String path, String type, List<Property> properties, Values values) {
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
