package org.backplane.cli;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.OptionParser;

/**
 * The words of a command line in order: a subcommand, then options and their values.
 *
 * @param subcommand what to do
 * @param given the options
 */
record Words(Subcommand subcommand, List<Given> given) {

  /** What a command line can ask for. */
  enum Subcommand {
    RUN,
    DEMO,
    HELP
  }

  Words {
    given = List.copyOf(given);
  }

  /**
   * Reads the words.
   *
   * @param parser finds the nearest known word for an unknown one
   */
  static Words read(List<String> words, OptionParser parser) throws InvalidRequestException {
    var rest = new ArrayList<>(words);
    Subcommand subcommand = Subcommand.RUN;
    if (!rest.isEmpty() && !rest.getFirst().startsWith("-")) {
      subcommand = subcommand(rest.removeFirst(), parser);
    }
    var given = new ArrayList<Given>();
    while (!rest.isEmpty()) {
      Option option = option(rest.removeFirst(), parser);
      if (!option.takesValue()) {
        given.add(new Given(option, ""));
      } else if (rest.isEmpty()) {
        throw new InvalidRequestException(
            option.spelling(), "needs a value", "write it as the next word");
      } else {
        given.add(new Given(option, rest.removeFirst()));
      }
    }
    return new Words(subcommand, given);
  }

  private static Subcommand subcommand(String word, OptionParser parser)
      throws InvalidRequestException {
    return switch (word) {
      case "run" -> Subcommand.RUN;
      case "demo" -> Subcommand.DEMO;
      case "help" -> Subcommand.HELP;
      default ->
          throw new InvalidRequestException(
              "",
              "unknown command '" + word + "'",
              parser.nearest(word, List.of("run", "demo", "help")));
    };
  }

  private static Option option(String word, OptionParser parser) throws InvalidRequestException {
    if (!word.startsWith("-")) {
      throw new InvalidRequestException(
          "", "unexpected word '" + word + "'", "an option starts with '-'");
    }
    String single = word.startsWith("--") ? word.substring(1) : word;
    return Option.of(word)
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    "",
                    "unknown option '" + word + "'",
                    parser.nearest(single, Option.spellings())));
  }

  /** Whether an option was given. */
  boolean has(Option option) {
    return given.stream().anyMatch(g -> g.option() == option);
  }
}
