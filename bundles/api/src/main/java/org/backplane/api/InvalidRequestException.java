package org.backplane.api;

/** A request that cannot be met as it stands: bad syntax, an unknown name, a value out of range. */
public final class InvalidRequestException extends BackplaneException {

  private static final long serialVersionUID = 1L;

  /**
   * @param subject what failed, such as {@code rng-builtin 'rng0'}; empty when there is none
   * @param problem which part of it and why
   * @param advice what to do about it; empty when nothing helps
   */
  public InvalidRequestException(String subject, String problem, String advice) {
    super(ErrorClass.GENERIC, subject, problem, advice, null);
  }
}
