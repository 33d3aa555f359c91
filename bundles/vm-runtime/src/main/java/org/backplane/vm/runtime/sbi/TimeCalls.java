package org.backplane.vm.runtime.sbi;

import org.backplane.api.cpu.SupervisorBinary.Call;
import org.backplane.api.cpu.SupervisorBinary.Result;

/** The timer extension. */
final class TimeCalls {

  /** "TIME". */
  static final long ID = 0x5449_4d45;

  private final Services.Timer timer;

  TimeCalls(Services.Timer timer) {
    this.timer = timer;
  }

  Extension extension() {
    return new Extension(ID, this::setTimer);
  }

  /** All ones in a0 mean never. */
  private Result setTimer(Call call) {
    timer.set(call.hart(), call.a0());
    return Outcome.SUCCESS.result();
  }
}
