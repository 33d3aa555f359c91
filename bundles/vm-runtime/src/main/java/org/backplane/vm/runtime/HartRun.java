package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.backplane.api.cpu.Hart;

/** A hart executing on a thread of its own, until it is asked to stop: once for each run. */
final class HartRun {

  private final Hart hart;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final Thread thread;

  /**
   * Prepares a run.
   *
   * @param failure hears, on the hart's thread, that it ended by itself
   */
  HartRun(String name, Hart hart, Consumer<Throwable> failure) {
    this.hart = hart;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> execute(failure));
  }

  /** Starts executing. */
  void start() {
    thread.start();
  }

  /** Asks it to stop at the next instruction boundary; any thread, also its own. */
  void ask() {
    // A second request would end the hart's next run.
    if (asked.compareAndSet(false, true)) {
      hart.requestStop();
    }
  }

  /** Waits until it has stopped; false when it does not. */
  boolean await(Duration deadline) {
    boolean interrupted = false;
    long end = System.nanoTime() + deadline.toNanos();
    try {
      while (true) {
        try {
          return thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void execute(Consumer<Throwable> failure) {
    try {
      hart.run();
      if (!asked.get()) {
        failure.accept(new IllegalStateException("it returned without being asked to"));
      }
    } catch (RuntimeException | Error e) {
      failure.accept(e);
    }
  }
}
