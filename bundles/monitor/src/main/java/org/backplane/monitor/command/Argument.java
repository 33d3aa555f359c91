package org.backplane.monitor.command;

import org.backplane.monitor.schema.Shape;

/**
 * An argument of a command.
 *
 * @param name its member name
 * @param shape which JSON values it takes
 * @param optional whether it may be left out
 * @param summary one line for help texts, without a full stop
 */
public record Argument(String name, Shape shape, boolean optional, String summary) {

  public static Argument required(String name, Shape shape, String summary) {
    return new Argument(name, shape, false, summary);
  }

  public static Argument optional(String name, Shape shape, String summary) {
    return new Argument(name, shape, true, summary);
  }

  /** The member that it is. */
  Shape.Field field() {
    return new Shape.Field(name, shape, optional);
  }
}
