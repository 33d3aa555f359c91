package org.backplane.qtest;

import java.io.IOException;
import java.util.Optional;
import org.backplane.api.qtest.Testbench;

/**
 * What a request of some name does.
 *
 * @param name the first word
 * @param body carries it out and tells the answer
 */
record Command(String name, Body body) {

  /** Carries a request out. */
  @FunctionalInterface
  interface Body {
    void run(Request request, Talk talk) throws Refusal, IOException, InterruptedException;
  }

  /** What a request is answered. */
  @FunctionalInterface
  interface Answer {
    String of(Request request) throws Refusal, InterruptedException;
  }

  /** A command with a short answer. */
  static Command answering(String name, Answer answer) {
    return new Command(name, (request, talk) -> talk.line(answer.of(request)));
  }

  /** Gives the bench that commands work on. */
  @FunctionalInterface
  interface Benches {

    /** The bench; empty when there is none. */
    Optional<Testbench> await() throws InterruptedException;

    /** The bench. */
    default Testbench require() throws Refusal, InterruptedException {
      return await()
          .orElseThrow(
              () -> Refusal.because("there is no machine that tests drive; use -accel qtest"));
    }
  }
}
