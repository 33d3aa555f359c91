package org.backplane.api;

/** What was asked needs something that is not there at the moment, such as the bundle of a type. */
public final class NotActiveException extends BackplaneException {

  private static final long serialVersionUID = 1L;

  /**
   * @param subject what failed, such as {@code rng-builtin 'rng0'}; empty when there is none
   * @param problem which part of it and why
   * @param advice what to do about it; empty when nothing helps
   */
  public NotActiveException(String subject, String problem, String advice) {
    super(ErrorClass.DEVICE_NOT_ACTIVE, subject, problem, advice, null);
  }
}
