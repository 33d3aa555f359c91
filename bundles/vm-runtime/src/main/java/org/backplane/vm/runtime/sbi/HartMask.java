package org.backplane.vm.runtime.sbi;

import java.util.List;
import java.util.function.Consumer;
import org.backplane.api.cpu.SupervisorBinary.Result;

/**
 * Which harts a call concerns.
 *
 * @param bits one for each hart, from the base on
 * @param base number of the first hart; -1 for all harts, whatever the bits
 */
record HartMask(long bits, long base) {

  private static final long ALL = -1;

  /** Does something to all of them, or to none when one of them does not exist. */
  <T> Result each(List<T> harts, Consumer<T> action) {
    if (base == ALL) {
      harts.forEach(action);
      return Outcome.SUCCESS.result();
    }
    if (base < 0 || base >= harts.size() || base + width() > harts.size()) {
      return Outcome.INVALID_PARAMETER.result();
    }
    for (int bit = 0; bit < width(); bit++) {
      if ((bits >>> bit & 1) != 0) {
        action.accept(harts.get((int) base + bit));
      }
    }
    return Outcome.SUCCESS.result();
  }

  private int width() {
    return Long.SIZE - Long.numberOfLeadingZeros(bits);
  }
}
