package org.backplane.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.backplane.api.BackplaneException;
import org.backplane.cli.Words.Subcommand;

/** One command line, carried out. */
final class CommandRun {

  /** What a run needs to know about the product. */
  record Product(String version, Path home) {}

  private final HostServices services;
  private final Console console;
  private final Product product;
  private final HostStart start;

  CommandRun(HostServices services, Console console, Product product, HostStart start) {
    this.services = services;
    this.console = console;
    this.product = product;
    this.start = start;
  }

  /**
   * Does what the words ask for.
   *
   * @return the host that now runs; empty when an answer was printed and nothing is left to do
   * @throws BackplaneException it cannot be done; nothing is left behind
   */
  Optional<RunningHost> run(List<String> arguments) throws BackplaneException {
    Words words = Words.read(arguments, services.parser());
    if (words.subcommand() == Subcommand.HELP || words.has(Option.HELP)) {
      console.out().print(help());
      return Optional.empty();
    }
    if (words.has(Option.VERSION)) {
      console.out().println("Backplane " + product.version());
      return Optional.empty();
    }
    Optional<String> typeHelp = new TypeHelp(services).answer(words.given());
    if (typeHelp.isPresent()) {
      console.out().print(typeHelp.get());
      return Optional.empty();
    }
    Words wanted = words.subcommand() == Subcommand.DEMO ? demo(words) : words;
    return Optional.of(
        start.start(HostOptionsReader.read(wanted, services.parser(), console.keyboard())));
  }

  /** The demo's options, then the ones that were given beside it. */
  private Words demo(Words words) throws BackplaneException {
    List<String> line = Demo.words(product.home());
    console.out().println(Demo.explanation(line));
    var all = new ArrayList<>(Words.read(line, services.parser()).given());
    all.addAll(words.given());
    return new Words(Subcommand.RUN, all);
  }

  private static String help() {
    String options =
        Arrays.stream(Option.values())
            .map(option -> option.help() + System.lineSeparator())
            .collect(Collectors.joining());
    return """
        usage: backplane [run] [OPTION...]   run a host with a virtual machine
               backplane demo                run the built-in guest once
               backplane help                print this text

        Options start with one dash or two. DEV is one of:
          %s

        """
            .formatted(String.join(", ", LegacyDevice.FORMS))
        + options;
  }
}
