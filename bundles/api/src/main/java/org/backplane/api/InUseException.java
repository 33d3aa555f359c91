package org.backplane.api;

/** What was to be changed or removed is held by somebody else. */
public final class InUseException extends BackplaneException {

  private static final long serialVersionUID = 1L;

  /**
   * @param subject what failed, such as {@code rng-builtin 'rng0'}; empty when there is none
   * @param problem which part of it and why
   * @param advice what to do about it; empty when nothing helps
   */
  public InUseException(String subject, String problem, String advice) {
    super(ErrorClass.GENERIC, subject, problem, advice, null);
  }
}
