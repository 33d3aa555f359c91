package org.backplane.monitor.hmp;

import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.control.Objects;
import org.backplane.monitor.report.Wording;

/** Lines that make and delete objects. */
public final class ObjectLines {

  private static final String COMMAND = "object_add";
  private static final String DEFINITION = "[qom-type=]type,id=id[,property=value]...";
  private static final String TYPE = "qom-type";
  private static final String ID = "id";

  private final ObjectRegistry registry;
  private final OptionParser parser;
  private final Objects objects;

  public ObjectLines(ObjectRegistry registry, OptionParser parser, Objects objects) {
    this.registry = registry;
    this.parser = parser;
    this.objects = objects;
  }

  public List<LineCommand> commands() {
    return List.of(
        LineCommand.of(
            COMMAND,
            "makes an object; 'help' lists the types, 'type,help' a type's properties",
            List.of(Parameter.rest(DEFINITION)),
            (words, out) -> add(words.get(DEFINITION), out)),
        LineCommand.of(
            "object_del",
            "deletes an object",
            List.of(Parameter.word(ID)),
            (words, _) -> objects.delete(Container.OBJECTS, words.get(ID))));
  }

  private void add(String text, Printer out) throws BackplaneException {
    Options options = parser.split(text, TYPE, Dialect.HUMAN_MONITOR);
    Optional<String> type = options.text(TYPE).filter(name -> !isHelp(name));
    if (options.asksForHelp() || options.text(TYPE).filter(ObjectLines::isHelp).isPresent()) {
      help(type, out);
      return;
    }
    objects.add(required(type, TYPE), required(options.text(ID), ID), options.without(TYPE, ID));
  }

  private static boolean isHelp(String word) {
    return word.equals("help") || word.equals("?");
  }

  private static String required(Optional<String> value, String name)
      throws InvalidRequestException {
    if (value.isEmpty()) {
      throw new InvalidRequestException(
          COMMAND, "'" + name + "' is missing", "give " + name + "=...");
    }
    return value.get();
  }

  private void help(Optional<String> type, Printer out) throws InvalidRequestException {
    List<TypeDescription> types =
        registry.types().stream().filter(t -> t.container() == Container.OBJECTS).toList();
    if (type.isEmpty()) {
      print(parser.help(types), out);
      return;
    }
    Optional<TypeDescription> known =
        types.stream().filter(t -> t.name().equals(type.get())).findFirst();
    if (known.isEmpty()) {
      throw new InvalidRequestException(
          COMMAND,
          "there is no type " + Wording.quoted(type.get()),
          Wording.advice(parser, type.get(), types.stream().map(TypeDescription::name).toList()));
    }
    print(parser.help(known.get()), out);
  }

  private static void print(String text, Printer out) {
    text.lines().forEach(out::line);
  }
}
