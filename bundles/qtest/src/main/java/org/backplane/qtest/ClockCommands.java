package org.backplane.qtest;

import java.util.List;
import java.util.OptionalLong;
import org.backplane.api.qtest.Testbench;

/** Lets virtual time go on. */
final class ClockCommands {

  private final Command.Benches benches;

  ClockCommands(Command.Benches benches) {
    this.benches = benches;
  }

  List<Command> all() {
    return List.of(
        Command.answering("clock_step", this::step), Command.answering("clock_set", this::set));
  }

  private String step(Request request) throws Refusal, InterruptedException {
    OptionalLong nanos =
        request.has(1) ? OptionalLong.of(Numbers.signed(request.word(1))) : OptionalLong.empty();
    Testbench bench = benches.require();
    long old = bench.clock();
    OptionalLong target =
        nanos.isPresent() ? OptionalLong.of(old + nanos.getAsLong()) : bench.nextDeadline();
    if (target.isEmpty()) {
      throw Refusal.because("there is no timer to go on to");
    }
    long now = target.getAsLong() > old ? bench.clock(target.getAsLong()) : old;
    if (now <= old) {
      throw Refusal.because("time does not go on");
    }
    return "OK " + now;
  }

  private String set(Request request) throws Refusal, InterruptedException {
    long nanos = Numbers.signed(request.word(1));
    long now = benches.require().clock(nanos);
    return (now == nanos ? "OK " : "FAIL ") + now;
  }
}
