package org.backplane.monitor.command;

import java.util.Map;
import java.util.Optional;

/**
 * What a command returns.
 *
 * @param value a JSON value as plain Java
 * @param afterwards what is to be done once the peer has the answer, such as ending the process
 */
public record Answer(Object value, Optional<Runnable> afterwards) {

  /** An answer with a value. */
  public static Answer of(Object value) {
    return new Answer(value, Optional.empty());
  }

  /** The answer of a command that has nothing to tell. */
  public static Answer done() {
    return of(Map.of());
  }
}
