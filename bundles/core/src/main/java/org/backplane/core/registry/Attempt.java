package org.backplane.core.registry;

import org.backplane.api.BackplaneException;
import org.jspecify.annotations.Nullable;

/** A factory's attempt to make an object, which others may call off. */
final class Attempt {

  /** What is attempted. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws BackplaneException;
  }

  private @Nullable Thread runner;

  /** Runs a step; an interrupt meant for it does not outlive it. */
  <T> T run(Step<T> step) throws BackplaneException {
    synchronized (this) {
      runner = Thread.currentThread();
    }
    try {
      return step.run();
    } finally {
      synchronized (this) {
        runner = null;
        boolean _ = Thread.interrupted();
      }
    }
  }

  /** Interrupts the step that is running now, if there is one. */
  synchronized void interrupt() {
    if (runner != null) {
      runner.interrupt();
    }
  }
}
