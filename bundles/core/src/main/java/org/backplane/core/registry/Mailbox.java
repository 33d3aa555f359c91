package org.backplane.core.registry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.backplane.api.BackplaneException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the tasks of one object one after the other, on a thread that lives only while there are
 * some. An object's backend may take its time here without holding up anybody else: the thread is
 * the kernel's, for a backend that computes for ever, or waits in native code, would keep one of
 * the few threads that carry all virtual ones.
 */
final class Mailbox {

  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  private final String name;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean busy;
  private long taskSince;

  Mailbox(String name) {
    this.name = name;
  }

  /** Does a task after all earlier ones. */
  <T> CompletableFuture<T> submit(Callable<T> task) {
    var outcome = new CompletableFuture<T>();
    post(() -> complete(outcome, task));
    return outcome;
  }

  /** Waits for a task, see {@link #await(CompletableFuture, Runnable)}; nothing calls it off. */
  static <T> T await(CompletableFuture<T> outcome) throws BackplaneException {
    return await(outcome, () -> {});
  }

  /**
   * Waits for a task, however long it takes. An interrupt of the caller calls it off, if that can
   * be, and is kept for the caller's own next wait.
   *
   * @throws BackplaneException the task's own; whatever else it threw comes unchecked
   */
  static <T> T await(CompletableFuture<T> outcome, Runnable callOff) throws BackplaneException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return outcome.get();
        } catch (InterruptedException _) {
          interrupted = true;
          callOff.run();
        } catch (ExecutionException e) {
          throw unwrapped(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static BackplaneException unwrapped(ExecutionException e) {
    return switch (e.getCause()) {
      case BackplaneException refused -> refused;
      case RuntimeException broken -> throw broken;
      case Error broken -> throw broken;
      case null, default -> throw new IllegalStateException(e);
    };
  }

  private static <T> void complete(CompletableFuture<T> outcome, Callable<T> task) {
    try {
      outcome.complete(task.call());
    } catch (Throwable e) {
      outcome.completeExceptionally(e);
    }
  }

  /** Does a task after all earlier ones; nobody waits for it. */
  void post(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (busy) {
        return;
      }
      busy = true;
      taskSince = System.nanoTime();
    }
    Thread.ofPlatform().daemon().name(name).start(this::drain);
  }

  /** How long the present task has been at work; empty when there is none. */
  Optional<Duration> busyFor() {
    synchronized (tasks) {
      return busy ? Optional.of(Duration.ofNanos(System.nanoTime() - taskSince)) : Optional.empty();
    }
  }

  private void drain() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (Throwable e) { // else later tasks would wait for ever
        LOG.error("{}: a task of the registry failed", name, e);
      }
    }
  }

  private @Nullable Runnable next() {
    synchronized (tasks) {
      Runnable task = tasks.poll();
      busy = task != null;
      taskSince = System.nanoTime();
      return task;
    }
  }
}
