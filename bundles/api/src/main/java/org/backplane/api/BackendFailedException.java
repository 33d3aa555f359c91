package org.backplane.api;

/** A backend broke its contract: it threw what it must not throw, or did not answer in time. */
public final class BackendFailedException extends BackplaneException {

  private static final long serialVersionUID = 1L;

  /**
   * @param subject the object whose backend failed
   * @param problem what happened
   * @param cause what the backend threw
   */
  public BackendFailedException(String subject, String problem, Throwable cause) {
    super(ErrorClass.GENERIC, subject, problem, "see the log for the cause", cause);
  }
}
