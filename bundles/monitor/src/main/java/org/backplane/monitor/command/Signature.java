package org.backplane.monitor.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.monitor.report.Wording;

/**
 * How a command is called. What it describes is checked before the command runs.
 *
 * @param name the command's name
 * @param summary one line for help texts, without a full stop
 * @param arguments its arguments
 * @param open whether it takes members beyond these and checks them itself
 */
public record Signature(String name, String summary, List<Argument> arguments, boolean open) {

  public Signature {
    arguments = List.copyOf(arguments);
  }

  public static Signature of(String name, String summary, Argument... arguments) {
    return new Signature(name, summary, List.of(arguments), false);
  }

  /** A signature that takes more members than it names. */
  public static Signature open(String name, String summary, Argument... arguments) {
    return new Signature(name, summary, List.of(arguments), true);
  }

  /**
   * The members as this command's arguments.
   *
   * @throws InvalidRequestException a member is missing, unexpected or of a wrong kind
   */
  Arguments check(Map<String, Object> members) throws InvalidRequestException {
    for (Argument argument : arguments) {
      check(argument, Optional.ofNullable(members.get(argument.name())));
    }
    for (String member : members.keySet()) {
      if (!open && arguments.stream().noneMatch(argument -> argument.name().equals(member))) {
        throw new InvalidRequestException(
            name, "there is no argument " + Wording.quoted(member), known());
      }
    }
    return new Arguments(members);
  }

  private void check(Argument argument, Optional<Object> value) throws InvalidRequestException {
    if (value.isEmpty() && !argument.optional()) {
      throw new InvalidRequestException(
          name,
          "argument '" + argument.name() + "' is missing",
          "it is " + argument.kind().words() + ": " + argument.summary());
    }
    if (value.isPresent() && !argument.kind().accepts(value.get())) {
      throw new InvalidRequestException(
          name,
          "argument '" + argument.name() + "' is of a wrong type",
          "give " + argument.kind().words());
    }
  }

  private String known() {
    return arguments.isEmpty()
        ? "the command takes none"
        : "its arguments are " + String.join(", ", arguments.stream().map(Argument::name).toList());
  }
}
