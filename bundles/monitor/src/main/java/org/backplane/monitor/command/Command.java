package org.backplane.monitor.command;

import java.util.Map;
import org.backplane.api.BackplaneException;

/**
 * A command of QMP.
 *
 * @param signature how it is called
 * @param body what it does
 */
public record Command(Signature signature, Body body) {

  /** What a command does, on the session's thread. May block; only its own session waits. */
  @FunctionalInterface
  public interface Body {
    Answer run(Arguments arguments) throws BackplaneException;
  }

  public String name() {
    return signature.name();
  }

  /** Checks the members and runs. */
  public Answer call(Map<String, Object> members) throws BackplaneException {
    return body.run(signature.check(members));
  }
}
