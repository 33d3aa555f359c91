package org.backplane.api.option;

/** How an option was written, which decides how its words become values. */
public enum Dialect {
  /** {@code -object type,key=value}: bare booleans, ranges, repeated list keys. */
  COMMAND_LINE,
  /** {@code object_add type,key=value}: no bare booleans, lists as {@code key.0=}. */
  HUMAN_MONITOR,
  /** JSON members, strictly typed. */
  JSON,
  /** A configuration's properties: each value a text of its own. */
  CONFIGURATION
}
