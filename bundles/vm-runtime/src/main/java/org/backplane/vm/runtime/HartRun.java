package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.cpu.Halt;
import org.backplane.api.cpu.Hart;
import org.backplane.api.thread.WorkerThread;
import org.jspecify.annotations.Nullable;

/** A hart executing on a thread of its own, until it stops: once for each run. */
final class HartRun {

  private enum Phase {
    RUNNING,
    /** Somebody asked it to stop while it ran. */
    ASKED,
    ENDED
  }

  /** How far it goes. */
  enum Kind {
    /** Until it is asked to stop, or to a breakpoint. */
    FREE,
    /** Like that, and not stopped by a breakpoint at its first instruction. */
    PAST_BREAKPOINT,
    /** One instruction. */
    STEP
  }

  // However often it is interrupted there; more often, and it is told of the breakpoint again.
  private static final int MOST_DETOURS = 1000;

  private final Hart hart;
  private final Kind kind;
  private final HartListener listener;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RUNNING);
  private final Thread thread;
  private volatile boolean requestLeft;
  private volatile @Nullable Throwable failure;

  /**
   * Prepares a run.
   *
   * @param name the thread's
   */
  HartRun(String name, Hart hart, Kind kind, HartListener listener) {
    this.hart = hart;
    this.kind = kind;
    this.listener = listener;
    this.thread = WorkerThread.platform(name, this::execute);
  }

  /** Starts executing. */
  void start() {
    thread.start();
  }

  /** Asks it to stop at the next instruction boundary; any thread, also its own. */
  void ask() {
    // A request that does not meet the run would end the hart's next one.
    if (phase.compareAndSet(Phase.RUNNING, Phase.ASKED)) {
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

  /**
   * Whether it was asked to stop just when it did so by itself: the hart may still have the request
   * and must not be used again. Once it has stopped.
   */
  boolean requestLeft() {
    return requestLeft;
  }

  /** Why the hart broke, if it did. Once it has stopped. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  private void execute() {
    try {
      switch (kind) {
        case FREE -> ended(hart.run());
        case PAST_BREAKPOINT -> pass(hart.save().pc());
        case STEP -> {
          hart.step();
          endedByItself();
        }
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  /** A step may be an interrupt instead, whose handler comes back to the breakpoint. */
  private void pass(long breakpoint) {
    for (int detours = 0; ; detours++) {
      boolean passed = passedInStep(breakpoint);
      if (phase.get() != Phase.RUNNING) {
        requestLeft = true; // or the step took it, and a run would not end
        return;
      }
      Halt why = hart.run();
      boolean back = why == Halt.BREAKPOINT && hart.save().pc() == breakpoint;
      if (passed || !back || detours == MOST_DETOURS) {
        ended(why);
        return;
      }
    }
  }

  private boolean passedInStep(long pc) {
    long before = hart.instructionsRetired();
    hart.step();
    if (hart.instructionsRetired() != before) {
      return true;
    }
    var trap = TakenTrap.of(hart.save());
    return trap.pc() != pc || !trap.comesBack();
  }

  private void ended(Halt why) {
    switch (why) {
      case REQUESTED -> {
        if (phase.get() != Phase.ASKED) {
          fail(new IllegalStateException("it returned without being asked to"));
        }
      }
      case BREAKPOINT -> {
        if (endedByItself()) {
          listener.reachedBreakpoint(this);
        }
      }
    }
  }

  private boolean endedByItself() {
    boolean alone = phase.compareAndSet(Phase.RUNNING, Phase.ENDED);
    requestLeft = !alone;
    return alone;
  }

  private void fail(Throwable cause) {
    failure = cause;
    listener.failed(cause);
  }
}
