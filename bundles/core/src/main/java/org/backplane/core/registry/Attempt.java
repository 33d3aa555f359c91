package org.backplane.core.registry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.core.job.RunningJob;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to create or change an object. Others may call it off, before its turn comes and
 * while its backend works on it. Closed when it has ended, well or not.
 */
final class Attempt implements AutoCloseable {

  /** What is attempted. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws BackplaneException;
  }

  private final String subject;
  private final Attempts all;
  private final List<RunningJob> jobs = new CopyOnWriteArrayList<>();
  private @Nullable Thread runner;
  private int steps;
  private boolean stepCalledOff;
  private boolean calledOff;

  Attempt(String subject, Attempts all) {
    this.subject = subject;
    this.all = all;
  }

  /**
   * Runs a step of the backend; neither an interrupt meant for it nor a job outlives it. A backend
   * that was called off too late to notice returns as if nothing had been, see {@link
   * #isCalledOff}.
   */
  <T> T run(Step<T> step) throws BackplaneException {
    synchronized (this) {
      if (calledOff) {
        throw new InvalidRequestException(subject, "it was called off before it began", "");
      }
      runner = Thread.currentThread();
      steps++;
    }
    try {
      return step.run();
    } finally {
      synchronized (this) {
        runner = null;
        boolean _ = Thread.interrupted();
      }
      jobs.forEach(RunningJob::close); // from here on nobody can call them off
      boolean jobCalledOff = jobs.stream().anyMatch(RunningJob::wasCalledOff);
      jobs.clear();
      synchronized (this) {
        stepCalledOff = jobCalledOff;
      }
    }
  }

  /** Whether what the latest step did is not wanted any more. */
  synchronized boolean isCalledOff() {
    return calledOff || stepCalledOff;
  }

  /** What becomes of a step that was called off: whoever called it off was promised that. */
  InvalidRequestException refusal() {
    return new InvalidRequestException(subject, "it was called off", "ask again if need be");
  }

  /** Whether its backend is at work on the calling thread. */
  synchronized boolean runsHere() {
    return Thread.currentThread().equals(runner);
  }

  void shows(RunningJob job) {
    jobs.add(job);
  }

  /** Ends it for good: what has not begun yet never will. */
  void callOff() {
    synchronized (this) {
      calledOff = true;
    }
    interrupt();
  }

  /** What interrupts the step that is running now, and no later one. */
  synchronized Runnable interrupter() {
    int step = steps;
    return () -> interrupt(step);
  }

  private synchronized void interrupt(int step) {
    if (runner != null && step == steps) {
      runner.interrupt();
    }
  }

  /** Interrupts the step that is running now, if there is one. */
  void interrupt() {
    jobs.forEach(RunningJob::abort);
    synchronized (this) {
      if (runner != null) {
        runner.interrupt();
      }
    }
  }

  @Override
  public void close() {
    all.ended(this);
  }
}
