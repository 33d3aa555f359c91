package org.backplane.gdb;

/** A request that cannot be met; the debugger gets a number. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  /** There is no memory, or it cannot be reached. */
  static final int NO_MEMORY = 14;

  /** The request makes no sense, at least not now. */
  static final int INVALID = 22;

  private final int number;

  Refusal(int number) {
    super("E" + number, null, false, false); // an answer, not an accident: no stack trace
    this.number = number;
  }

  static Refusal invalid() {
    return new Refusal(INVALID);
  }

  /** The answer. */
  String answer() {
    return "E" + number;
  }
}
