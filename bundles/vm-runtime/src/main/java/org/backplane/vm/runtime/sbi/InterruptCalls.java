package org.backplane.vm.runtime.sbi;

import java.util.List;
import org.backplane.api.cpu.SupervisorBinary.Call;
import org.backplane.api.cpu.SupervisorBinary.Result;
import org.backplane.vm.runtime.board.HartLines;

/**
 * The inter-processor interrupt extension. The interrupt is a pulse: the guest clears its pending
 * bit itself, through {@code sip}, and a line that stayed high would set it again at once.
 */
final class InterruptCalls {

  /** "sPI". */
  static final long ID = 0x73_5049;

  private final List<HartLines> harts;

  InterruptCalls(List<HartLines> harts) {
    this.harts = harts;
  }

  Extension extension() {
    return new Extension(ID, this::send);
  }

  private Result send(Call call) {
    return new HartMask(call.a0(), call.a1()).each(harts, HartLines::interruptSupervisor);
  }
}
