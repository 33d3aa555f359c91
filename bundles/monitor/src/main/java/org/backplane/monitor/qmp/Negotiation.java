package org.backplane.monitor.qmp;

import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.monitor.command.Answer;
import org.backplane.monitor.command.Argument;
import org.backplane.monitor.command.Arguments;
import org.backplane.monitor.command.Command;
import org.backplane.monitor.command.Signature;
import org.backplane.monitor.schema.Shape;

/** What one peer and we have agreed on. */
public final class Negotiation {

  /** The one command of a peer that has not negotiated. */
  public static final String COMMAND = "qmp_capabilities";

  static final String OUT_OF_BAND = "oob";

  /** How it is called. */
  public static final Signature SIGNATURE =
      Signature.of(
          COMMAND,
          "ends the negotiation; every other command comes after it",
          Argument.optional(
              "enable",
              new Shape.ListOf(new Shape.Words(List.of(OUT_OF_BAND))),
              "capabilities of the greeting to enable"));

  private final Command command = Command.action(SIGNATURE, this::agree);

  private volatile boolean done;
  private volatile boolean outOfBand;

  /** Runs the command with these members. */
  Answer call(Map<String, Object> members) throws BackplaneException {
    return command.call(members);
  }

  private void agree(Arguments arguments) {
    outOfBand = arguments.texts("enable").contains(OUT_OF_BAND);
    done = true;
  }

  boolean done() {
    return done;
  }

  boolean outOfBand() {
    return outOfBand;
  }
}
