package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("machine-control").factory());
  private volatile long threadId = -1;

  ControlThread() {
    executor.execute(() -> threadId = Thread.currentThread().threadId());
  }

  /** Has a step done later. Nothing happens after the end. */
  void post(Runnable step) {
    try {
      executor.execute(
          () -> {
            try {
              step.run();
            } catch (RuntimeException | LinkageError e) {
              LOG.error("a control step of the machine failed", e);
            }
          });
    } catch (RejectedExecutionException _) {
      LOG.debug("a control step came after the machine's end");
    }
  }

  /** Has a step done and waits for it. Nothing happens after the end. */
  void run(Runnable step) {
    call(
        () -> {
          step.run();
          return true;
        },
        false);
  }

  /**
   * Has a step done and waits for its answer.
   *
   * @param afterEnd the answer once the machine has ended, or when the step takes too long
   */
  <T> T call(Callable<T> step, T afterEnd) {
    try {
      if (Thread.currentThread().threadId() == threadId) {
        return step.call();
      }
      return await(executor.submit(step), afterEnd);
    } catch (RejectedExecutionException _) {
      return afterEnd;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a control step of the machine failed", e.getCause());
    } catch (Exception e) {
      throw new IllegalStateException("a control step of the machine failed", e);
    }
  }

  /** Ends the thread after the steps that are under way. */
  @Override
  public void close() {
    executor.shutdown();
    if (Thread.currentThread().threadId() == threadId) {
      return;
    }
    try {
      if (!executor.awaitTermination(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.error("the machine's control thread does not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T await(Future<T> answer, T otherwise) throws ExecutionException {
    boolean interrupted = false;
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        try {
          return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (TimeoutException _) {
          LOG.error("a control step of the machine takes longer than {}", PATIENCE);
          return otherwise;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
