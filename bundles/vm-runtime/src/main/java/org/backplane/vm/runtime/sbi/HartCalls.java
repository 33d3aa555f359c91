package org.backplane.vm.runtime.sbi;

import org.backplane.api.cpu.SupervisorBinary.Call;
import org.backplane.api.cpu.SupervisorBinary.Result;

/** The hart state extension. All harts run from the start on, and none can be stopped. */
final class HartCalls {

  /** "HSM". */
  static final long ID = 0x48_534d;

  private static final long STARTED = 0;

  private final int harts;

  HartCalls(int harts) {
    this.harts = harts;
  }

  Extension extension() {
    return new Extension(
        ID, this::start, _ -> Outcome.FAILED.result(), this::status, HartCalls::suspend);
  }

  private Result start(Call call) {
    return exists(call.a0())
        ? Outcome.ALREADY_AVAILABLE.result()
        : Outcome.INVALID_PARAMETER.result();
  }

  private Result status(Call call) {
    return exists(call.a0()) ? Outcome.value(STARTED) : Outcome.INVALID_PARAMETER.result();
  }

  /** A guest that waits for an interrupt instead loses nothing. */
  private static Result suspend(Call call) {
    return Outcome.NOT_SUPPORTED.result();
  }

  private boolean exists(long hart) {
    return hart >= 0 && hart < harts;
  }
}
