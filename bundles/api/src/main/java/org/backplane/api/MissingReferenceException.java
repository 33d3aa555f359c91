package org.backplane.api;

/** A request names an object, device or path that does not exist. */
public final class MissingReferenceException extends BackplaneException {

  private static final long serialVersionUID = 1L;

  /**
   * @param subject what failed, such as {@code rng-builtin 'rng0'}; empty when there is none
   * @param problem which part of it and why
   * @param advice what to do about it; empty when nothing helps
   */
  public MissingReferenceException(String subject, String problem, String advice) {
    super(ErrorClass.DEVICE_NOT_FOUND, subject, problem, advice, null);
  }
}
