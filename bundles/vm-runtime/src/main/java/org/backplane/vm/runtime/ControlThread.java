package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.backplane.api.thread.WorkerThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where everything that concerns a whole machine is done, one thing after the other: nobody needs a
 * lock while calling harts, devices or listeners.
 */
final class ControlThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlThread.class);
  // Far more than any step takes; whoever waits longer has found a broken backend.
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String FAILED = "a control step of the machine failed";

  private final Duration patience;
  private final ScheduledThreadPoolExecutor executor;
  private volatile long threadId = -1;
  // For this thread alone.
  private boolean over;

  /** A step took too long, or those before it: it is not done, or not yet. */
  static final class NoAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    NoAnswerException(Duration patience, TimeoutException cause) {
      super("the machine's control thread does not answer within " + patience, cause);
    }
  }

  ControlThread() {
    this(PATIENCE);
  }

  /**
   * @param patience how long a caller waits for its step
   */
  ControlThread(Duration patience) {
    this.patience = patience;
    this.executor = new ScheduledThreadPoolExecutor(1, this::thread);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Has a step done later. Nothing happens after the end. */
  void post(Runnable step) {
    postAfter(Duration.ZERO, step);
  }

  /** Has a step done after a while. Nothing happens after the end. */
  void postAfter(Duration delay, Runnable step) {
    try {
      var _ = executor.schedule(() -> guarded(step), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      LOG.debug("a control step came after the machine's end");
    }
  }

  /**
   * Has a step done and waits for it. Nothing happens after the end. A step that does not begin in
   * time is not done at all.
   */
  void run(Runnable step) {
    try {
      call(callable(step), false);
    } catch (NoAnswerException e) {
      LOG.warn("{}; what was asked is not done", e.getMessage());
    }
  }

  /** Has a step done, however late, and waits for it as long as for others. */
  void insist(Runnable step) {
    try {
      call(callable(step), false, true);
    } catch (NoAnswerException e) {
      LOG.warn("{}; what was asked is done later", e.getMessage());
    }
  }

  /**
   * Has a step done and waits for its answer.
   *
   * @param afterEnd the answer once the machine has ended
   * @throws NoAnswerException it took too long; a step that has not begun never does
   */
  <T> T call(Callable<T> step, T afterEnd) throws NoAnswerException {
    return call(step, afterEnd, false);
  }

  /** Has a last step done, however late, and waits for it; no step does anything afterwards. */
  void end(Runnable last) {
    insist(
        () -> {
          try {
            last.run();
          } finally {
            over = true;
          }
        });
  }

  /** Ends the thread after the steps that are under way. */
  @Override
  public void close() {
    executor.shutdown();
    awaitEnd();
  }

  private Thread thread(Runnable work) {
    return WorkerThread.platform(
        "machine-control",
        () -> {
          threadId = Thread.currentThread().threadId();
          work.run();
        });
  }

  private boolean here() {
    return Thread.currentThread().threadId() == threadId;
  }

  private void guarded(Runnable step) {
    try {
      if (!over) {
        step.run();
      }
    } catch (Throwable e) { // nobody else would tell of it
      LOG.error(FAILED, e);
    }
  }

  private static Callable<Boolean> callable(Runnable step) {
    return () -> {
      step.run();
      return true;
    };
  }

  private <T> T call(Callable<T> step, T afterEnd, boolean evenLate) throws NoAnswerException {
    Callable<T> unlessOver = () -> over ? afterEnd : step.call();
    try {
      return here() ? unlessOver.call() : await(executor.submit(unlessOver), evenLate);
    } catch (RejectedExecutionException _) {
      if (evenLate) {
        awaitEnd(); // the last step may still be under way
      }
      return afterEnd;
    } catch (NoAnswerException e) {
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(FAILED, e.getCause());
    } catch (Exception e) {
      throw new IllegalStateException(FAILED, e);
    }
  }

  private <T> T await(Future<T> answer, boolean evenLate)
      throws ExecutionException, NoAnswerException {
    boolean interrupted = false;
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        try {
          return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (TimeoutException e) {
          if (evenLate || answer.cancel(false)) {
            throw new NoAnswerException(patience, e);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void awaitEnd() {
    if (here()) {
      return;
    }
    try {
      if (!executor.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.error("the machine's control thread does not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
