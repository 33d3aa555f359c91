package org.backplane.gdb;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.cpu.HartState;

/** A hart's state with one thing changed. */
final class HartChange {

  private HartChange() {}

  static HartState pc(HartState hart, long pc) {
    return of(hart, hart.privilege(), pc, hart.x(), hart.f());
  }

  static HartState privilege(HartState hart, int privilege) {
    return of(hart, privilege, hart.pc(), hart.x(), hart.f());
  }

  /** Register 0 stays what it is. */
  static HartState integer(HartState hart, int number, long value) {
    return number == 0
        ? hart
        : of(hart, hart.privilege(), hart.pc(), with(hart.x(), number, value), hart.f());
  }

  static HartState floating(HartState hart, int number, long value) {
    return of(hart, hart.privilege(), hart.pc(), hart.x(), with(hart.f(), number, value));
  }

  private static List<Long> with(List<Long> registers, int number, long value) {
    var all = new ArrayList<>(registers);
    all.set(number, value);
    return all;
  }

  private static HartState of(HartState hart, int privilege, long pc, List<Long> x, List<Long> f) {
    return new HartState(
        hart.hartId(),
        privilege,
        pc,
        x,
        f,
        hart.csrs(),
        hart.instructionsRetired(),
        hart.waiting());
  }
}
