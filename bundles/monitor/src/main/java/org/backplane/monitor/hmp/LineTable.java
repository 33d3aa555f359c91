package org.backplane.monitor.hmp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.option.OptionParser;
import org.backplane.monitor.editor.Completion;
import org.backplane.monitor.report.Wording;

/** Commands that share a first word, or have none before them. */
final class LineTable {

  private final String prefix;
  private final List<LineCommand> commands;
  private final OptionParser parser;

  /**
   * @param prefix the words before each command, with a blank behind them; empty at the top
   */
  LineTable(String prefix, List<LineCommand> commands, OptionParser parser) {
    this.prefix = prefix;
    this.commands = List.copyOf(commands);
    this.parser = parser;
  }

  /**
   * Runs the command that a line starts with.
   *
   * @throws HumanError the line is no command
   */
  void run(String line, Printer out) throws BackplaneException, HumanError {
    String stripped = line.strip();
    int end = 0;
    while (end < stripped.length() && isName(stripped.charAt(end))) {
      end++;
    }
    LineCommand command = find(stripped.substring(0, end));
    command.body().run(Words.cut(prefix, command, stripped.substring(end)), out);
  }

  /** What the last word of a line may become. */
  Completion complete(String line) {
    int start = line.length() - line.stripLeading().length();
    int end = start;
    while (end < line.length() && isName(line.charAt(end))) {
      end++;
    }
    String name = line.substring(start, end);
    return end == line.length()
        ? Completion.of(name, names(), " ").behind(start)
        : complete(name, line.substring(end)).behind(end);
  }

  private Completion complete(String name, String rest) {
    return known(name).map(command -> Words.complete(command, rest)).orElse(Completion.NONE);
  }

  /** The names of all commands, without the short forms. */
  List<String> names() {
    return commands.stream().map(LineCommand::name).toList();
  }

  /** A format may stand right behind a name: {@code x/4xw}. */
  private static boolean isName(char c) {
    return c > ' ' && c != '/';
  }

  /**
   * The help of one command.
   *
   * @throws HumanError there is no such command
   */
  String help(String name) throws HumanError {
    return find(name).help(prefix);
  }

  /** The help of all commands, a line each, by name. */
  List<String> help() {
    return commands.stream().map(command -> command.help(prefix)).sorted().toList();
  }

  private LineCommand find(String name) throws HumanError {
    Optional<LineCommand> found = known(name);
    if (found.isEmpty()) {
      var names = new ArrayList<String>();
      commands.forEach(command -> names.addAll(command.names()));
      String advice = Wording.advice(parser, name, names);
      throw new HumanError(
          "unknown command: "
              + Wording.quoted(prefix + name)
              + (advice.isEmpty() ? "" : "; " + advice));
    }
    return found.get();
  }

  private Optional<LineCommand> known(String name) {
    return commands.stream().filter(command -> command.names().contains(name)).findFirst();
  }
}
