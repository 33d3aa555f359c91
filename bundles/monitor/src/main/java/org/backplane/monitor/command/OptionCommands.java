package org.backplane.monitor.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.control.Devices;
import org.backplane.monitor.report.Wording;
import org.backplane.monitor.schema.Builtin;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;

/**
 * What may be written on the command line. Clients that start hosts ask before they write
 * something; of the options whose values have keys, those are told whose keys are types'.
 */
public final class OptionCommands implements CommandGroup {

  private static final String COMMAND = "query-command-line-options";
  private static final String OPTION = "option";

  /** A key of an option's value. */
  private static final ObjectForm<Property> PARAMETER =
      ObjectForm.<Property>empty()
          .text("name", Property::name)
          .with("type", Form.words("string", "boolean", "number", "size"), OptionCommands::kind)
          .text("help", Property::summary);

  private static final ObjectForm<CommandLineOption> FORM =
      ObjectForm.<CommandLineOption>empty()
          .text(OPTION, CommandLineOption::name)
          .with("parameters", PARAMETER.list(), CommandLineOption::parameters);

  private final ObjectRegistry registry;
  private final Devices devices;

  /** An option and the keys of its value. */
  private record CommandLineOption(String name, List<Property> parameters) {

    /** The keys of all the types that the option makes, each once. */
    static CommandLineOption of(String name, Stream<TypeDescription> types) {
      SequencedMap<String, Property> keys = new LinkedHashMap<>();
      types
          .flatMap(type -> type.properties().stream())
          .filter(Property::writable)
          .forEach(property -> keys.putIfAbsent(property.name(), property));
      return new CommandLineOption(name, List.copyOf(keys.values()));
    }
  }

  public OptionCommands(ObjectRegistry registry, Devices devices) {
    this.registry = registry;
    this.devices = devices;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
                Signature.of(
                    COMMAND,
                    "lists options of the command line and their keys",
                    Argument.optional(OPTION, Builtin.TEXT, "only this one")),
                FORM.list(),
                arguments -> {
                  var wanted = arguments.findText(OPTION);
                  return wanted.isPresent() ? List.of(find(wanted.get())) : all();
                })
            .beforeMachine());
  }

  private List<CommandLineOption> all() {
    Stream<TypeDescription> chardevs =
        registry.types().stream().filter(type -> type.container() == Container.CHARDEVS);
    return List.of(
        CommandLineOption.of("chardev", chardevs),
        CommandLineOption.of("machine", devices.machineTypes().stream()));
  }

  private CommandLineOption find(String name) throws BackplaneException {
    return all().stream()
        .filter(option -> option.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    COMMAND,
                    "nothing is told of an option " + Wording.quoted(name),
                    "leave 'option' away to see of which"));
  }

  private static String kind(Property property) {
    return switch (property.kind()) {
      case PropertyKind.Bool _ -> "boolean";
      case PropertyKind.Size _ -> "size";
      case PropertyKind.Unsigned _ -> "number";
      case PropertyKind.UnsignedSet _,
          PropertyKind.Choice _,
          PropertyKind.Text _,
          PropertyKind.Link _ ->
          "string";
    };
  }
}
