package org.backplane.monitor.hmp;

/** A line that is no command; the message is printed as it stands. */
final class HumanError extends Exception {

  private static final long serialVersionUID = 1L;

  HumanError(String message) {
    super(message, null, false, false); // a person's typing error, not ours: no stack trace
  }

  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
