package org.backplane.monitor.hmp;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.backplane.api.chardev.RingBuffer;
import org.backplane.api.job.Job;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.control.JobControl;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.report.Chardevs;

/** The names of what there is at the moment, for parameters that name such a thing. */
public final class Vocabulary {

  private static final String CHARDEV = "chardev";

  private final ObjectRegistry registry;
  private final Chardevs chardevs;
  private final JobControl jobs;
  private final RunControl control;

  public Vocabulary(
      ObjectRegistry registry, Chardevs chardevs, JobControl jobs, RunControl control) {
    this.registry = registry;
    this.chardevs = chardevs;
    this.jobs = jobs;
    this.control = control;
  }

  /** Ids of objects. */
  Choices objects() {
    return Choices.of(() -> ids(Container.OBJECTS));
  }

  /** Ids of character devices. */
  Choices chardevs() {
    return Choices.of(() -> ids(Container.CHARDEVS));
  }

  /** Ids of character devices that keep what they are given. */
  Choices ringBuffers() {
    return Choices.of(
        () ->
            ids(Container.CHARDEVS).stream()
                .filter(id -> chardevs.live(id).filter(RingBuffer.class::isInstance).isPresent())
                .toList());
  }

  /** Ids of devices; the paths of those without one. */
  Choices devices() {
    return Choices.of(() -> machine().map(Vocabulary::name).toList());
  }

  /** Ids of jobs. */
  Choices jobs() {
    return Choices.of(() -> jobs.list().stream().map(Job::id).toList());
  }

  /** A definition of an object, a device or such. */
  Choices definition(String typeKey, Supplier<List<TypeDescription>> types, String... ownKeys) {
    return new DefinitionChoices(typeKey, List.of(ownKeys), types, this::values);
  }

  /** Links of the device that another parameter names. */
  Choices links(String deviceParameter) {
    return Choices.by(
        before ->
            before.find(deviceParameter).flatMap(this::device).stream()
                .flatMap(device -> device.type().properties().stream())
                .filter(property -> property.kind() instanceof PropertyKind.Link)
                .map(Property::name)
                .toList());
  }

  /** What a device's link may lead to. */
  Choices targets(String deviceParameter, String propertyParameter) {
    return Choices.by(
        before ->
            before
                .find(deviceParameter)
                .flatMap(this::device)
                .flatMap(device -> device.type().property(before.get(propertyParameter)))
                .map(this::values)
                .orElse(List.of()));
  }

  /** The words that a property may have as value; empty when it takes anything else. */
  List<String> values(Property property) {
    return switch (property.kind()) {
      case PropertyKind.Bool() -> List.of("off", "on");
      case PropertyKind.Choice(String _, List<String> words) -> words;
      case PropertyKind.Link(String target) -> linkable(target);
      case PropertyKind.Text() when property.name().equals(CHARDEV) -> ids(Container.CHARDEVS);
      default -> List.of();
    };
  }

  /** Ids of what a link to a type may lead to. */
  private List<String> linkable(String target) {
    return target.equals(CHARDEV)
        ? ids(Container.CHARDEVS)
        : registry.list(Container.OBJECTS).stream()
            .filter(status -> status.isA(target))
            .map(status -> status.path().id())
            .toList();
  }

  private List<String> ids(Container container) {
    return registry.list(container).stream().map(status -> status.path().id()).toList();
  }

  private Stream<DeviceStatus> machine() {
    return control.machine().stream().map(VirtualMachine::devices).flatMap(List::stream);
  }

  private Optional<DeviceStatus> device(String name) {
    return machine()
        .filter(device -> name(device).equals(name) || device.path().equals(name))
        .findFirst();
  }

  private static String name(DeviceStatus device) {
    String folder = "/machine/peripheral/";
    return device.path().startsWith(folder)
        ? device.path().substring(folder.length())
        : device.path();
  }
}
