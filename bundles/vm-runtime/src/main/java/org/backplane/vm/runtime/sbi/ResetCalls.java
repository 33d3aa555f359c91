package org.backplane.vm.runtime.sbi;

import org.backplane.api.cpu.SupervisorBinary.Call;
import org.backplane.api.cpu.SupervisorBinary.Result;
import org.backplane.vm.runtime.board.PowerDevice;

/** The system reset extension. */
final class ResetCalls {

  /** "SRST". */
  static final long ID = 0x5352_5354;

  private static final int SHUTDOWN = 0;
  private static final int COLD_REBOOT = 1;
  private static final int WARM_REBOOT = 2;
  private static final int NO_REASON = 0;
  private static final int SYSTEM_FAILURE = 1;
  private static final int FAILURE_STATUS = 1;

  private final PowerDevice.Switch power;

  ResetCalls(PowerDevice.Switch power) {
    this.power = power;
  }

  Extension extension() {
    return new Extension(ID, this::reset);
  }

  /** Type and reason are 32 bits wide; what stands above them says nothing. */
  private Result reset(Call call) {
    int reason = (int) call.a1();
    if (reason != NO_REASON && reason != SYSTEM_FAILURE) {
      return Outcome.INVALID_PARAMETER.result();
    }
    switch ((int) call.a0()) {
      case SHUTDOWN -> shutDown(reason);
      case COLD_REBOOT, WARM_REBOOT -> power.reset(reason == SYSTEM_FAILURE ? FAILURE_STATUS : 0);
      default -> {
        return Outcome.INVALID_PARAMETER.result();
      }
    }
    return Outcome.SUCCESS.result();
  }

  private void shutDown(int reason) {
    if (reason == SYSTEM_FAILURE) {
      power.fail(FAILURE_STATUS);
    } else {
      power.powerOff();
    }
  }
}
