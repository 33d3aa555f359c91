package org.backplane.qtest;

import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.qtest.Testbench;
import org.backplane.api.qtest.Testbench.Side;

/** Drives interrupt lines, and watches those of one device. */
final class LineCommands {

  /** How the lines of devices are named that have no name. */
  private static final String UNNAMED = "unnamed-gpio-in";

  private final Command.Benches benches;
  private final Testbench.LineListener listener;
  private Optional<Watch> watch = Optional.empty();

  private record Watch(String path, Registration registration) {}

  LineCommands(Command.Benches benches, Testbench.LineListener listener) {
    this.benches = benches;
    this.listener = listener;
  }

  List<Command> all() {
    return List.of(
        Command.answering("irq_intercept_in", request -> intercept(request, Side.INPUTS)),
        Command.answering("irq_intercept_out", request -> intercept(request, Side.OUTPUTS)),
        Command.answering("set_irq_in", this::drive));
  }

  private String intercept(Request request, Side side) throws Refusal, InterruptedException {
    String path = request.word(1);
    if (request.has(2)) {
      throw Refusal.because("No intercepts installed: no line has a name");
    }
    if (watch.isPresent()) {
      if (!watch.get().path().equals(path)) {
        throw Refusal.because("IRQ intercept already enabled");
      }
      return "OK";
    }
    try {
      watch = Optional.of(new Watch(path, benches.require().intercept(path, side, listener)));
      return "OK";
    } catch (BackplaneException e) {
      throw refusal(e, "No intercepts installed");
    }
  }

  private String drive(Request request) throws Refusal, InterruptedException {
    String path = request.word(1);
    if (!request.word(2).equals(UNNAMED)) {
      throw Refusal.because("no line has a name; say " + UNNAMED);
    }
    long line = Numbers.signed(request.word(3));
    boolean level = Numbers.signed(request.word(4)) != 0;
    if (line != (int) line) {
      throw Refusal.because("there is no such line");
    }
    try {
      benches.require().drive(path, (int) line, level);
      return "OK";
    } catch (BackplaneException e) {
      throw refusal(e, "there is no such line");
    }
  }

  private static Refusal refusal(BackplaneException e, String otherwise) {
    return Refusal.because(e instanceof MissingReferenceException ? "Unknown device" : otherwise);
  }

  /** Watches no longer. */
  void close() {
    watch.ifPresent(it -> it.registration().close());
  }
}
