package org.backplane.vm.runtime;

import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.NotActiveException;
import org.jspecify.annotations.Nullable;

/** What operators ask for by name and may be refused, as steps of the control thread. */
final class Requests {

  private final ControlThread control;

  Requests(ControlThread control) {
    this.control = control;
  }

  /** What a request came to: one of the two. */
  private record Outcome<T>(@Nullable T value, @Nullable BackplaneException refusal) {}

  /** What is done on the control thread. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws BackplaneException;
  }

  /**
   * Does a step and waits for its answer.
   *
   * @param request what the operator calls it
   * @throws BackplaneException the step's own, or the machine has ended, or does not answer
   */
  <T> T call(String request, Step<T> step) throws BackplaneException {
    Outcome<T> outcome;
    try {
      outcome = control.call(() -> outcome(step), new Outcome<>(null, ended(request)));
    } catch (ControlThread.NoAnswerException e) {
      throw new BackendFailedException(request, "the machine's control thread does not answer", e);
    }
    T value = outcome.value();
    if (value == null) {
      BackplaneException refusal = outcome.refusal();
      throw refusal == null ? ended(request) : refusal;
    }
    return value;
  }

  static NotActiveException ended(String request) {
    return new NotActiveException(request, "the machine has ended", "");
  }

  private static <T> Outcome<T> outcome(Step<T> step) {
    try {
      return new Outcome<>(step.run(), null);
    } catch (BackplaneException refused) {
      return new Outcome<>(null, refused);
    }
  }
}
