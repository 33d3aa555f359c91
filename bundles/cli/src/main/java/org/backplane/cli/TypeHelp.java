package org.backplane.cli;

import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;

/** Answers {@code -object help}, {@code -object TYPE,help} and the like of other options. */
final class TypeHelp {

  private final HostServices services;

  TypeHelp(HostServices services) {
    this.services = services;
  }

  /** The text that the first option asks for that asks for help; empty if none does. */
  Optional<String> answer(List<Given> all) throws BackplaneException {
    for (Given given : all) {
      String impliedKey = impliedKey(given.option());
      if (!impliedKey.isEmpty()) {
        Options options = new OptionLine(services.parser()).split(given, impliedKey);
        if (asked(options, impliedKey)) {
          return Optional.of(answer(given, options.text(impliedKey).orElse("help")));
        }
      }
    }
    return Optional.empty();
  }

  private static String impliedKey(Option option) {
    return switch (option) {
      case OBJECT -> "qom-type";
      case CHARDEV -> "backend";
      case DEVICE -> "driver";
      case MACHINE -> "type";
      case TRACE -> "enable";
      default -> "";
    };
  }

  private static boolean asked(Options options, String impliedKey) {
    return options.asksForHelp() || isHelp(options.text(impliedKey).orElse(""));
  }

  private static boolean isHelp(String word) {
    return word.equals("help") || word.equals("?");
  }

  private String answer(Given given, String name) throws BackplaneException {
    services.startTheRest();
    if (given.option() == Option.TRACE) {
      return TraceHelp.of(services.tracing());
    }
    OptionParser parser = services.parser();
    List<TypeDescription> types = types(given.option());
    if (isHelp(name)) {
      return parser.help(types);
    }
    for (TypeDescription type : types) {
      if (type.name().equals(name)) {
        return parser.help(type);
      }
    }
    throw new InvalidRequestException(
        given.option().spelling(),
        "unknown type '" + name + "'",
        parser.nearest(name, types.stream().map(TypeDescription::name).toList()));
  }

  private List<TypeDescription> types(Option option) throws BackplaneException {
    return switch (option) {
      case MACHINE -> services.machines().machineTypes();
      case DEVICE -> services.machines().deviceTypes();
      case CHARDEV -> registered(Container.CHARDEVS);
      default -> registered(Container.OBJECTS);
    };
  }

  private List<TypeDescription> registered(Container container) throws BackplaneException {
    return services.registry().types().stream().filter(t -> t.container() == container).toList();
  }
}
