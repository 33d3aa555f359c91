package org.backplane.monitor.hmp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.monitor.editor.Completion;

/** The words of one HMP line, cut as the command's parameters say. */
public final class Words {

  private final Map<String, String> byParameter = new HashMap<>();
  private final String line;
  private int at;

  private Words(String line) {
    this.line = line;
  }

  /**
   * Cuts the text behind a command's name.
   *
   * @param prefix the words before the name, with a blank behind them; empty at the top
   * @throws HumanError a word is missing, or too much was given
   */
  static Words cut(String prefix, LineCommand command, String line) throws HumanError {
    var words = new Words(line);
    String pointer = "\nTry 'help " + prefix + command.name() + "'";
    for (Parameter parameter : command.parameters()) {
      words.take(command, parameter, pointer);
    }
    words.skipBlanks();
    if (words.at < line.length()) {
      throw new HumanError(command.name() + ": more words than it takes" + pointer);
    }
    return words;
  }

  /**
   * What the last word of the text behind a command's name may become.
   *
   * @param line the text, up to where the person types
   */
  static Completion complete(LineCommand command, String line) {
    var words = new Words(line);
    var flags = new ArrayList<String>();
    for (Parameter parameter : command.parameters()) {
      words.skipBlanks();
      int start = words.at;
      if (parameter.kind() == Parameter.Kind.FLAG) {
        words.takeFlag(parameter);
        boolean behind = words.at > start && words.at < line.length();
        words.at = behind ? words.at : start;
        flags.addAll(behind ? List.of() : List.of(parameter.name()));
      } else if (words.isLast(parameter)) {
        String begun = line.substring(start);
        return (begun.startsWith("-")
                ? Completion.of(begun, flags, " ")
                : parameter.choices().of(words, begun))
            .behind(start);
      } else {
        words.pass(parameter);
      }
    }
    return Completion.NONE;
  }

  /** Whether the text ends in the parameter that begins here. */
  private boolean isLast(Parameter parameter) {
    return parameter.kind() == Parameter.Kind.REST
        || line.chars().skip(at).noneMatch(c -> c <= ' ');
  }

  private void pass(Parameter parameter) {
    try {
      byParameter.put(parameter.name(), word(parameter.name()));
    } catch (HumanError _) {
      at = line.length(); // within a text in quotes, where anything may stand
    }
  }

  private void take(LineCommand command, Parameter parameter, String pointer) throws HumanError {
    skipBlanks();
    if (parameter.kind() == Parameter.Kind.FLAG) {
      takeFlag(parameter);
    } else if (at < line.length()) {
      byParameter.put(
          parameter.name(),
          parameter.kind() == Parameter.Kind.REST ? rest() : word(command.name()));
    } else if (!parameter.optional()) {
      throw new HumanError(
          "%s: %s is missing, %s%s"
              .formatted(command.name(), parameter.name(), parameter.kind().words(), pointer));
    }
  }

  private void takeFlag(Parameter parameter) {
    int end = at + parameter.name().length();
    boolean there =
        line.startsWith(parameter.name(), at) && (end == line.length() || line.charAt(end) == ' ');
    if (there) {
      byParameter.put(parameter.name(), "");
      at = end;
    }
  }

  private void skipBlanks() {
    while (at < line.length() && line.charAt(at) <= ' ') {
      at++;
    }
  }

  private String rest() {
    String rest = line.substring(at).strip();
    at = line.length();
    return rest;
  }

  private String word(String subject) throws HumanError {
    if (line.charAt(at) == '"') {
      return quoted(subject);
    }
    int start = at;
    while (at < line.length() && line.charAt(at) > ' ') {
      at++;
    }
    return line.substring(start, at);
  }

  private String quoted(String subject) throws HumanError {
    var text = new StringBuilder();
    for (at++; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"') {
        at++;
        return text.toString();
      }
      text.append(c == '\\' && at + 1 < line.length() ? unescaped(line.charAt(++at)) : c);
    }
    throw new HumanError(subject + ": a quote is not closed");
  }

  private static char unescaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> c;
    };
  }

  /** A parameter that the command requires. */
  public String get(String parameter) {
    return find(parameter).orElseThrow(() -> new IllegalArgumentException(parameter));
  }

  /** A parameter; a flag that was given is an empty text. */
  public Optional<String> find(String parameter) {
    return Optional.ofNullable(byParameter.get(parameter));
  }

  public boolean has(String flag) {
    return byParameter.containsKey(flag);
  }
}
