package org.backplane.monitor.qmp;

import static org.backplane.monitor.command.Argument.Kind.TEXTS;

import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.monitor.command.Answer;
import org.backplane.monitor.command.Argument;
import org.backplane.monitor.command.Arguments;
import org.backplane.monitor.command.Command;
import org.backplane.monitor.command.Signature;
import org.backplane.monitor.report.Wording;

/** What one peer and we have agreed on. */
public final class Negotiation {

  /** The one command of a peer that has not negotiated. */
  public static final String COMMAND = "qmp_capabilities";

  static final String OUT_OF_BAND = "oob";

  private final Command command =
      new Command(
          Signature.of(
              COMMAND,
              "ends the negotiation; every other command comes after it",
              Argument.optional("enable", TEXTS, "capabilities of the greeting to enable")),
          this::agree);

  private volatile boolean done;
  private volatile boolean outOfBand;

  /** Runs the command with these members. */
  Answer call(Map<String, Object> members) throws BackplaneException {
    return command.call(members);
  }

  private Answer agree(Arguments arguments) throws InvalidRequestException {
    List<String> wanted = arguments.texts("enable");
    for (String capability : wanted) {
      if (!capability.equals(OUT_OF_BAND)) {
        throw new InvalidRequestException(
            COMMAND,
            "capability " + Wording.quoted(capability) + " is not offered",
            "the greeting lists those");
      }
    }
    outOfBand = wanted.contains(OUT_OF_BAND);
    done = true;
    return Answer.done();
  }

  boolean done() {
    return done;
  }

  boolean outOfBand() {
    return outOfBand;
  }
}
