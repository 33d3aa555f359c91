package org.backplane.monitor.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.control.Present;
import org.backplane.monitor.control.Surroundings;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.schema.Shape;
import org.backplane.monitor.schema.TypeShapes;

/**
 * Reports the trusted platform modules: the devices' types, the backends' types, and those there.
 */
public final class Tpms {

  private static final String FRONT_END = "tpm-if";
  private static final String BACK_END = "tpm-backend";
  private static final String LINK = "tpmdev";

  private final ObjectRegistry registry;
  private final Present<MachineBuilder> builder;
  private final Present<VirtualMachine> machine;

  public Tpms(ObjectRegistry registry, Surroundings around) {
    this.registry = registry;
    builder = around.builder();
    machine = around.machine();
  }

  /**
   * A module that a device shows to the guest.
   *
   * @param id its backend's
   * @param options its backend's type and properties
   */
  public record Tpm(String id, String model, Object options) {}

  /** How a module is told; the options are as the types that are there say. */
  public Form<Tpm> form() {
    return ObjectForm.<Tpm>empty()
        .text("id", Tpm::id)
        .text("model", Tpm::model)
        .with("options", Form.of(new Shape.Live(this::options), options -> options), Tpm::options);
  }

  private Shape options() {
    Map<String, Shape.Fields> variants =
        backEnds().collect(Collectors.toMap(Tpms::word, Tpms::data, (first, _) -> first));
    return new Shape.Union(List.of(), "type", variants);
  }

  private static Shape.Fields data(TypeDescription type) {
    return new Shape.Fields(List.of(new Shape.Field("data", TypeShapes.answer(type), false)));
  }

  /** The models of the devices. */
  public List<String> models() {
    return builder.find().stream()
        .flatMap(present -> present.deviceTypes().stream())
        .filter(type -> type.parent().equals(FRONT_END))
        .map(Tpms::model)
        .toList();
  }

  /** The kinds of backends. */
  public List<String> types() {
    return backEnds().map(Tpms::word).toList();
  }

  private Stream<TypeDescription> backEnds() {
    return registry.types().stream().filter(type -> type.parent().equals(BACK_END));
  }

  /** {@code tpm-tis} for {@code tpm-tis-device}. */
  private static String model(TypeDescription device) {
    String name = device.name();
    return name.endsWith("-device") ? name.substring(0, name.length() - "-device".length()) : name;
  }

  /** {@code emulator} for {@code tpm-emulator}. */
  private static String word(TypeDescription backEnd) {
    String name = backEnd.name();
    return name.startsWith("tpm-") ? name.substring("tpm-".length()) : name;
  }

  /** Those that are attached to a device. */
  public List<Tpm> list() {
    return machine.find().stream()
        .flatMap(present -> present.devices().stream())
        .filter(device -> device.type().parent().equals(FRONT_END))
        .flatMap(device -> tpm(device).stream())
        .toList();
  }

  private Optional<Tpm> tpm(DeviceStatus device) {
    return Optional.ofNullable(device.properties().get(LINK))
        .map(JsonValues::of)
        .filter(String.class::isInstance)
        .flatMap(link -> ObjectPath.parse(Container.OBJECTS, (String) link))
        .flatMap(registry::find)
        .flatMap(
            status ->
                status
                    .type()
                    .map(
                        type ->
                            new Tpm(
                                status.path().id(), model(device.type()), options(status, type))));
  }

  private Object options(ObjectStatus status, TypeDescription type) {
    var data = new LinkedHashMap<String, Object>();
    for (Property property : type.properties()) {
      if (property.writable() && property.readable()) {
        value(status.path(), property)
            .ifPresent(value -> data.put(property.name(), told(property, value)));
      }
    }
    return new Members().with("type", word(type)).with("data", data).toMap();
  }

  private Optional<PropertyValue> value(ObjectPath path, Property property) {
    try {
      return registry.get(path, property.name());
    } catch (BackplaneException _) {
      return Optional.empty(); // it went meanwhile
    }
  }

  /** Links by id, as they were given. */
  private static Object told(Property property, PropertyValue value) {
    Object json = JsonValues.of(value);
    return property.kind() instanceof PropertyKind.Link && json instanceof String path
        ? path.substring(path.lastIndexOf('/') + 1)
        : json;
  }
}
