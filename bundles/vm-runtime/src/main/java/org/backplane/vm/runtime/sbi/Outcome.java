package org.backplane.vm.runtime.sbi;

import org.backplane.api.cpu.SupervisorBinary.Result;

/** How a call ends, as the error that it answers. */
enum Outcome {
  SUCCESS(0),
  FAILED(-1),
  NOT_SUPPORTED(-2),
  INVALID_PARAMETER(-3),
  ALREADY_AVAILABLE(-6);

  private final long error;

  Outcome(long error) {
    this.error = error;
  }

  /** An answer without a value. */
  Result result() {
    return new Result(error, 0);
  }

  /** An answer of a call that succeeded. */
  static Result value(long value) {
    return new Result(0, value);
  }
}
