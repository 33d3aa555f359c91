package org.backplane.api;

import org.jspecify.annotations.Nullable;

/**
 * Something that was asked for did not happen.
 *
 * <p>The message is one sentence for an operator, {@code subject: problem; advice}: the subject
 * names what failed ({@code memory-backend-ram 'm0'}), the problem says which part and why, the
 * advice what to do about it. Nothing that was made on the way is left behind.
 */
public abstract sealed class BackplaneException extends Exception
    permits BackendFailedException,
        HostException,
        InUseException,
        InvalidRequestException,
        MissingReferenceException,
        NotActiveException {

  private static final long serialVersionUID = 1L;

  private final ErrorClass errorClass;

  BackplaneException(
      ErrorClass errorClass,
      String subject,
      String problem,
      String advice,
      @Nullable Throwable cause) {
    super(
        (subject.isEmpty() ? "" : subject + ": ")
            + problem
            + (advice.isEmpty() ? "" : "; " + advice),
        cause);
    this.errorClass = errorClass;
  }

  /** The class that a monitor reports. */
  public final ErrorClass errorClass() {
    return errorClass;
  }

  /** The sentence for the operator. */
  @Override
  public final String getMessage() {
    String message = super.getMessage();
    return message == null ? getClass().getSimpleName() : message;
  }
}
