package org.backplane.monitor.hmp;

import java.util.List;
import org.backplane.api.BackplaneException;

/**
 * A command of the human monitor.
 *
 * @param names its name and its short forms
 * @param parameters what follows the name
 * @param summary one line for help, without a full stop
 * @param body what it does
 */
public record LineCommand(
    List<String> names, List<Parameter> parameters, String summary, Body body) {

  public LineCommand {
    names = List.copyOf(names);
    parameters = List.copyOf(parameters);
  }

  /** What a command does, on the session's thread. May block; only its own session waits. */
  @FunctionalInterface
  public interface Body {
    void run(Words words, Printer out) throws BackplaneException, HumanError;
  }

  /** {@code stop|s} is a command with two names. */
  static LineCommand of(String names, String summary, List<Parameter> parameters, Body body) {
    return new LineCommand(List.of(names.split("\\|", -1)), parameters, summary, body);
  }

  /** A command without parameters that only prints. */
  static LineCommand show(String name, String summary, Body body) {
    return of(name, summary, List.of(), body);
  }

  String name() {
    return names.getFirst();
  }

  /** {@code stop|s -- pauses the machine}. */
  String help(String prefix) {
    var shown = parameters.stream().map(Parameter::shown).toList();
    return "%s%s %s -- %s"
        .formatted(prefix, String.join("|", names), String.join(" ", shown), summary);
  }
}
