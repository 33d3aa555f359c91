package org.backplane.gdb;

/** What comes from a debugger, and what makes its session look up. */
sealed interface Input {

  /**
   * A packet whose checksum is right.
   *
   * @param body what it carries, a character per byte
   */
  record Packet(String body) implements Input {}

  /** A packet that came damaged, or that is too long. */
  record Damaged() implements Input {}

  /** The last answer came damaged over there. */
  record Again() implements Input {}

  /** The machine shall stop. */
  record Interrupt() implements Input {}

  /** Something happened to the machine. */
  record News() implements Input {}
}
