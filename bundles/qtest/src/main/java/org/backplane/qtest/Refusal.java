package org.backplane.qtest;

/** A request is not carried out. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final String answer;

  private Refusal(String answer) {
    super(answer);
    this.answer = answer;
  }

  /** Most refusals. */
  static Refusal because(String reason) {
    return new Refusal("FAIL " + reason);
  }

  /** Data that is no data. */
  static Refusal data(String reason) {
    return new Refusal("ERR " + reason);
  }

  /** The line that tells the peer. */
  String answer() {
    return answer;
  }
}
