package org.backplane.vm.runtime.sbi;

import java.util.Set;
import org.backplane.api.cpu.SupervisorBinary.Call;
import org.backplane.api.cpu.SupervisorBinary.Result;

/** The base extension: what there is. */
final class BaseCalls {

  static final long ID = 0x10;

  private static final long SPECIFICATION_2_0 = 2L << 24;
  // Not among the registered numbers.
  private static final long IMPLEMENTATION = 0x4250;
  private static final long IMPLEMENTATION_VERSION = 1;
  // Always a legal vendor, architecture or implementation: a hart that tells none.
  private static final long UNTOLD = 0;

  private final Set<Long> others;

  /**
   * @param others the other extensions
   */
  BaseCalls(Set<Long> others) {
    this.others = Set.copyOf(others);
  }

  Extension extension() {
    return new Extension(
        ID,
        _ -> Outcome.value(SPECIFICATION_2_0),
        _ -> Outcome.value(IMPLEMENTATION),
        _ -> Outcome.value(IMPLEMENTATION_VERSION),
        this::probe,
        _ -> Outcome.value(UNTOLD),
        _ -> Outcome.value(UNTOLD),
        _ -> Outcome.value(UNTOLD));
  }

  private Result probe(Call call) {
    return Outcome.value(call.a0() == ID || others.contains(call.a0()) ? 1 : 0);
  }
}
