package org.backplane.monitor.hmp;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.report.Wording;

/**
 * A command that makes something of {@code type,key=value,…}, and helps with the types and their
 * properties when asked to.
 *
 * @param command the command's name
 * @param typeKey the key of the type, which stands first
 * @param dialect how the text is written
 * @param types the types that it takes
 */
record DefinitionLine(
    String command,
    String typeKey,
    Dialect dialect,
    Supplier<List<TypeDescription>> types,
    OptionParser parser) {

  /** A command whose text is of the human monitor's dialect. */
  DefinitionLine(
      String command, String typeKey, Supplier<List<TypeDescription>> types, OptionParser parser) {
    this(command, typeKey, Dialect.HUMAN_MONITOR, types, parser);
  }

  /** Makes the thing. */
  @FunctionalInterface
  interface Maker {
    void make(String type, Options options) throws BackplaneException;
  }

  void run(String text, Printer out, Maker maker) throws BackplaneException {
    Options options = parser.split(text, typeKey, dialect);
    Optional<String> type = options.text(typeKey);
    if (options.asksForHelp() || type.filter(DefinitionLine::isHelp).isPresent()) {
      help(type.filter(name -> !isHelp(name)), out);
    } else {
      maker.make(required(type, typeKey), options);
    }
  }

  private static boolean isHelp(String word) {
    return word.equals("help") || word.equals("?");
  }

  /** A value that the line has to give. */
  String required(Optional<String> value, String key) throws InvalidRequestException {
    return value.orElseThrow(
        () ->
            new InvalidRequestException(
                command, "'" + key + "' is missing", "give " + key + "=..."));
  }

  private void help(Optional<String> type, Printer out) throws InvalidRequestException {
    List<TypeDescription> known = types.get();
    String text = type.isEmpty() ? parser.help(known) : parser.help(find(type.get(), known));
    text.lines().forEach(out::line);
  }

  private TypeDescription find(String name, List<TypeDescription> known)
      throws InvalidRequestException {
    return known.stream()
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    command,
                    "there is no type " + Wording.quoted(name),
                    Wording.advice(
                        parser, name, known.stream().map(TypeDescription::name).toList())));
  }
}
