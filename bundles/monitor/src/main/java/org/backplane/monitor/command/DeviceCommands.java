package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.LinkedHashMap;
import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.monitor.control.Devices;
import org.backplane.monitor.schema.Shape;
import org.backplane.monitor.schema.TypeShapes;

/** Commands that put devices into the machine and take them out. */
public final class DeviceCommands implements CommandGroup {

  private static final String EXCHANGE = "x-device-exchange";

  private final Devices devices;

  public DeviceCommands(Devices devices) {
    this.devices = devices;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.action(
                Signature.open(
                    "device_add",
                    "adds a device; its properties are further members",
                    this::members,
                    Argument.required(Devices.DRIVER, TEXT, "the device's type"),
                    Argument.optional(Devices.ID, TEXT, "the device's id")),
                this::add)
            .with("json-cli", "json-cli-hotplug"),
        Command.action(
            Signature.of(
                "device_del",
                "takes a device out; an event tells when it is gone",
                Argument.required(Devices.ID, TEXT, "the device's id or path")),
            arguments -> devices.delete(arguments.text(Devices.ID))),
        Command.action(
            Signature.of(
                EXCHANGE,
                "gives a device another backend while the guest goes on",
                Argument.required("device", TEXT, "the device's id or path"),
                Argument.required("property", TEXT, "the link to switch, such as rng"),
                Argument.required("object", TEXT, "the new backend's id or path")),
            this::exchange));
  }

  private Shape members() {
    var id = new Shape.Field(Devices.ID, TEXT, true);
    return TypeShapes.union(Devices.DRIVER, List.of(id), devices.types());
  }

  private void add(Arguments arguments) throws BackplaneException {
    var members = new LinkedHashMap<String, RawValue>();
    arguments
        .without(Devices.DRIVER, Devices.ID)
        .forEach((name, value) -> members.put(name, ObjectCommands.raw(value)));
    devices.add(
        arguments.text(Devices.DRIVER),
        arguments.findText(Devices.ID).orElse(""),
        new Options(Dialect.JSON, members));
  }

  private void exchange(Arguments arguments) throws BackplaneException {
    devices.exchange(
        EXCHANGE, arguments.text("device"), arguments.text("property"), arguments.text("object"));
  }
}
