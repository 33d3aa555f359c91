package org.backplane.monitor.hmp;

import java.util.List;
import org.backplane.api.option.OptionParser;
import org.backplane.monitor.control.Devices;

/** Lines that put devices into the machine and take them out. */
public final class DeviceLines implements LineGroup {

  private static final String COMMAND = "device_add";
  private static final String DEFINITION = "[driver=]driver[,id=id][,property=value]...";

  private static final String EXCHANGE = "device_exchange";
  private static final String DEVICE = "device";
  private static final String PROPERTY = "property";
  private static final String OBJECT = "object";

  private final Devices devices;
  private final Vocabulary vocabulary;
  private final DefinitionLine definition;

  public DeviceLines(Devices devices, OptionParser parser, Vocabulary vocabulary) {
    this.devices = devices;
    this.vocabulary = vocabulary;
    definition = new DefinitionLine(COMMAND, Devices.DRIVER, devices::types, parser);
  }

  @Override
  public List<LineCommand> commands() {
    return List.of(
        LineCommand.of(
            COMMAND,
            "adds a device; 'help' lists the types, 'driver,help' a type's properties",
            List.of(
                Parameter.rest(DEFINITION)
                    .of(vocabulary.definition(Devices.DRIVER, definition.types(), Devices.ID))),
            (words, out) ->
                definition.run(
                    words.get(DEFINITION),
                    out,
                    (driver, options) ->
                        devices.add(driver, options.text(Devices.ID).orElse(""), options))),
        LineCommand.of(
            "device_del",
            "takes a device out",
            List.of(Parameter.word(Devices.ID).of(vocabulary.devices())),
            (words, _) -> devices.delete(words.get(Devices.ID))),
        LineCommand.of(
            EXCHANGE,
            "gives a device another backend while the guest goes on",
            List.of(
                Parameter.word(DEVICE).of(vocabulary.devices()),
                Parameter.word(PROPERTY).of(vocabulary.links(DEVICE)),
                Parameter.word(OBJECT).of(vocabulary.targets(DEVICE, PROPERTY))),
            (words, _) ->
                devices.exchange(
                    EXCHANGE, words.get(DEVICE), words.get(PROPERTY), words.get(OBJECT))));
  }
}
