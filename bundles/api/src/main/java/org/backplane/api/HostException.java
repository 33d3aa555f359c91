package org.backplane.api;

/**
 * The host refused: no memory, no such file, no permission. The problem text carries the errno
 * name.
 */
public final class HostException extends BackplaneException {

  private static final long serialVersionUID = 1L;

  /**
   * @param subject what failed, such as {@code memory-backend-ram 'm0'}
   * @param problem what the host refused and its errno name
   * @param advice what to do about it; empty when nothing helps
   * @param cause the host's answer
   */
  public HostException(String subject, String problem, String advice, Throwable cause) {
    super(ErrorClass.GENERIC, subject, problem, advice, cause);
  }
}
