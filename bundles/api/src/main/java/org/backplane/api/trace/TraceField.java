package org.backplane.api.trace;

/**
 * One thing that an event tells.
 *
 * @param name a lower-case word, such as {@code offset}
 * @param kind how it is shown
 */
public record TraceField(String name, Kind kind) {

  /** How a field's value is shown. */
  public enum Kind {
    /** An unsigned number of up to 64 bits, in decimal. */
    UNSIGNED,
    /** A signed number. */
    SIGNED,
    /** An address, a register's value or a mask, in hexadecimal with {@code 0x}. */
    HEX,
    /** True or false. */
    TRUTH,
    /** Text. */
    TEXT
  }

  public static TraceField unsigned(String name) {
    return new TraceField(name, Kind.UNSIGNED);
  }

  public static TraceField signed(String name) {
    return new TraceField(name, Kind.SIGNED);
  }

  public static TraceField hex(String name) {
    return new TraceField(name, Kind.HEX);
  }

  public static TraceField truth(String name) {
    return new TraceField(name, Kind.TRUTH);
  }

  public static TraceField text(String name) {
    return new TraceField(name, Kind.TEXT);
  }
}
