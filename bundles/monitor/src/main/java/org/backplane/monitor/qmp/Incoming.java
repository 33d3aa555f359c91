package org.backplane.monitor.qmp;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.backplane.json.JsonInput;
import org.backplane.json.JsonWriter;
import org.backplane.monitor.report.Wording;

/** What a peer sent, once it is known whether it is a request. */
sealed interface Incoming {

  /**
   * A request.
   *
   * @param command the command's name
   * @param arguments its members; empty when none were given
   * @param id what the reply repeats
   * @param outOfBand whether it may overtake others
   */
  record Request(
      String command, Map<String, Object> arguments, Optional<Object> id, boolean outOfBand)
      implements Incoming {}

  /**
   * No request.
   *
   * @param why for the peer; there may be words of its own in it
   */
  record Refused(Optional<Object> id, Flaw flaw, String why) implements Incoming {}

  /** What is wrong, in words that have nothing of the peer's in them. */
  enum Flaw {
    TOO_LONG("too-long"),
    NOT_JSON("not-json"),
    NOT_AN_OBJECT("not-an-object"),
    LONG_ID("long-id"),
    UNKNOWN_MEMBER("unknown-member"),
    NOT_ONE_COMMAND("not-one-command"),
    COMMAND_NOT_A_STRING("command-not-a-string"),
    ARGUMENTS_NOT_AN_OBJECT("arguments-not-an-object");

    private final String word;

    Flaw(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  String EXECUTE = "execute";
  String EXEC_OOB = "exec-oob";
  String ARGUMENTS = "arguments";
  String ID = "id";

  /** Longest id as JSON text, in bytes: the peer decides how much of it we must keep and send. */
  int MAX_ID_TEXT = 64 << 10;

  /**
   * Tells what came in.
   *
   * @param outOfBand whether the peer has enabled out-of-band requests
   */
  static Incoming of(MessageReader.Read read, boolean outOfBand) {
    return switch (read) {
      case MessageReader.Read.TooLong(String why) ->
          new Refused(Optional.empty(), Flaw.TOO_LONG, why);
      case MessageReader.Read.Text(JsonInput input) -> ofInput(input, outOfBand);
    };
  }

  private static Incoming ofInput(JsonInput input, boolean outOfBand) {
    return switch (input) {
      case JsonInput.Malformed(var error) ->
          new Refused(Optional.empty(), Flaw.NOT_JSON, "not JSON: " + error.getMessage());
      case JsonInput.Value(Map<?, ?> members) -> ofMembers(checked(members), outOfBand);
      case JsonInput.Value _ ->
          new Refused(Optional.empty(), Flaw.NOT_AN_OBJECT, "a request is a JSON object");
    };
  }

  // JSON has no other keys than strings, and the reader no null values.
  @SuppressWarnings("unchecked")
  private static Map<String, Object> checked(Map<?, ?> members) {
    return (Map<String, Object>) members;
  }

  private static Incoming ofMembers(Map<String, Object> members, boolean outOfBand) {
    Optional<Object> id = Optional.ofNullable(members.get(ID));
    if (id.isPresent() && !JsonWriter.fits(id.get(), MAX_ID_TEXT)) {
      return new Refused(
          Optional.empty(),
          Flaw.LONG_ID,
          "'id' takes more than "
              + MAX_ID_TEXT
              + " bytes when it is repeated; choose a shorter one");
    }
    var known =
        outOfBand ? Set.of(EXECUTE, EXEC_OOB, ARGUMENTS, ID) : Set.of(EXECUTE, ARGUMENTS, ID);
    for (String member : members.keySet()) {
      if (!known.contains(member)) {
        return new Refused(
            id, Flaw.UNKNOWN_MEMBER, "a request has no member " + Wording.quoted(member));
      }
    }
    if (members.containsKey(EXECUTE) == members.containsKey(EXEC_OOB)) {
      return new Refused(id, Flaw.NOT_ONE_COMMAND, "a request names one command in 'execute'");
    }
    boolean overtakes = members.containsKey(EXEC_OOB);
    if (!(members.get(overtakes ? EXEC_OOB : EXECUTE) instanceof String command)) {
      return new Refused(id, Flaw.COMMAND_NOT_A_STRING, "the command's name is a string");
    }
    if (!(members.getOrDefault(ARGUMENTS, Map.of()) instanceof Map<?, ?> arguments)) {
      return new Refused(id, Flaw.ARGUMENTS_NOT_AN_OBJECT, "'arguments' is an object");
    }
    return new Request(command, checked(arguments), id, overtakes);
  }
}
