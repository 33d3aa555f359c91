package org.backplane.vm.runtime.sbi;

import java.util.List;
import org.backplane.api.cpu.SupervisorBinary.Call;
import org.backplane.api.cpu.SupervisorBinary.Result;
import org.backplane.vm.runtime.board.HartLines;

/**
 * The remote fence extension: instructions, addresses, addresses of an address space. A hart
 * forgets everything, whatever range and address space are named: that is never wrong. There is no
 * hypervisor mode, so that its fences are not there either.
 */
final class FenceCalls {

  /** "RFNC". */
  static final long ID = 0x5246_4e43;

  private final List<HartLines> harts;

  FenceCalls(List<HartLines> harts) {
    this.harts = harts;
  }

  Extension extension() {
    return new Extension(ID, this::fence, this::fence, this::fence);
  }

  private Result fence(Call call) {
    return new HartMask(call.a0(), call.a1()).each(harts, HartLines::flush);
  }
}
