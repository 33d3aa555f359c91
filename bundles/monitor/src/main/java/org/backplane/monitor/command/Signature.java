package org.backplane.monitor.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.backplane.api.InvalidRequestException;
import org.backplane.monitor.report.Wording;
import org.backplane.monitor.schema.Shape;

/**
 * How a command is called. What it describes is checked before the command runs.
 *
 * @param name the command's name
 * @param summary one line for help texts, without a full stop
 * @param arguments its arguments
 * @param all for a command that takes members beyond these and checks them itself: what they all
 *     look like
 */
public record Signature(
    String name, String summary, List<Argument> arguments, Optional<Shape> all) {

  public Signature {
    arguments = List.copyOf(arguments);
  }

  public static Signature of(String name, String summary, Argument... arguments) {
    return new Signature(name, summary, List.of(arguments), Optional.empty());
  }

  /**
   * A signature that takes more members than it names.
   *
   * @param all what they look like at a moment, the named ones included
   */
  public static Signature open(
      String name, String summary, Supplier<Shape> all, Argument... arguments) {
    return new Signature(name, summary, List.of(arguments), Optional.of(new Shape.Live(all)));
  }

  /** What the members look like. */
  public Shape shape() {
    return all.orElseGet(() -> fields(arguments));
  }

  static Shape.Fields fields(List<Argument> arguments) {
    return new Shape.Fields(arguments.stream().map(Argument::field).toList());
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
      if (all.isEmpty()
          && arguments.stream().noneMatch(argument -> argument.name().equals(member))) {
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
          "it is " + argument.shape().words() + ": " + argument.summary());
    }
    if (value.isPresent() && !argument.shape().accepts(value.get())) {
      throw new InvalidRequestException(
          name,
          "argument '" + argument.name() + "' " + mistake(argument, value.get()),
          "give " + argument.shape().words());
    }
  }

  private static String mistake(Argument argument, Object value) {
    return argument.shape() instanceof Shape.Words && value instanceof String
        ? "is not among its words"
        : "is of a wrong type";
  }

  private String known() {
    return arguments.isEmpty()
        ? "the command takes none"
        : "its arguments are " + String.join(", ", arguments.stream().map(Argument::name).toList());
  }
}
