package org.backplane.vm.runtime.sbi;

import java.util.List;
import org.backplane.api.cpu.SupervisorBinary.Call;
import org.backplane.api.cpu.SupervisorBinary.Result;

/**
 * An extension of the interface.
 *
 * @param id its number, what a caller has in a7
 * @param functions what it can do, by function number from 0 on
 */
record Extension(long id, List<Function> functions) {

  /** A function of an extension; it takes all arguments for hostile. */
  @FunctionalInterface
  interface Function {
    Result call(Call call);
  }

  Extension(long id, Function... functions) {
    this(id, List.of(functions));
  }

  Result call(Call call) {
    long number = call.function();
    return number >= 0 && number < functions.size()
        ? functions.get((int) number).call(call)
        : Outcome.NOT_SUPPORTED.result();
  }
}
