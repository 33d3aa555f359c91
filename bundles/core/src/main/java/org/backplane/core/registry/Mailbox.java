package org.backplane.core.registry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.thread.WorkerThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the tasks of one object one after the other, on a thread that lives only while there are
 * some. An object's backend may take its time here without holding up anybody else: the thread is
 * the kernel's, for a backend that computes for ever would keep one of the few threads that carry
 * all virtual ones. An interrupt calls a creation off. Where the host has no thread left, what can
 * be refused is refused, and whoever asks for the rest, such as an object's end, does it himself.
 */
final class Mailbox {

  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  private final String name;
  private final ThreadFactory threads;
  private final Queue<Task> tasks = new ArrayDeque<>();
  private boolean busy;
  private long taskSince;

  /**
   * A task.
   *
   * @param refuse told why it cannot be done; empty if it has to be done all the same
   */
  private record Task(Runnable work, Optional<Consumer<HostException>> refuse) {}

  Mailbox(String name) {
    this(name, body -> WorkerThread.platform(name, body));
  }

  Mailbox(String name, ThreadFactory threads) {
    this.name = name;
    this.threads = threads;
  }

  /**
   * Does a task after all earlier ones.
   *
   * @return also a {@link HostException} if the host has no thread for it
   */
  <T> CompletableFuture<T> submit(Callable<T> task) {
    var outcome = new CompletableFuture<T>();
    add(new Task(() -> complete(outcome, task), Optional.of(outcome::completeExceptionally)));
    return outcome;
  }

  /** Does a task after all earlier ones, if need be on this thread. */
  <T> CompletableFuture<T> submitForSure(Callable<T> task) {
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

  /** Does a task after all earlier ones, if need be on this thread; nobody waits for it. */
  void post(Runnable task) {
    add(new Task(task, Optional.empty()));
  }

  private void add(Task task) {
    synchronized (tasks) {
      tasks.add(task);
      if (busy) {
        return;
      }
      busy = true;
      taskSince = System.nanoTime();
    }
    try {
      threads.newThread(this::drain).start();
    } catch (RuntimeException | Error e) { // such as no more threads for this process
      goOnWithout(e);
    }
  }

  /** There is no thread: others may have come to rely on it meanwhile. */
  private void goOnWithout(Throwable reason) {
    List<Task> refused;
    synchronized (tasks) {
      refused = tasks.stream().filter(task -> task.refuse().isPresent()).toList();
      tasks.removeAll(refused);
    }
    LOG.error("{}: the host gives no thread", name, reason);
    var refusal =
        new HostException(
            name,
            "the host gives no thread for it: " + reason.getMessage(),
            "raise the limit of threads, or end something, and try again",
            reason);
    refused.forEach(task -> task.refuse().orElseThrow().accept(refusal));
    drain();
  }

  /** How long the present task has been at work; empty when there is none. */
  Optional<Duration> busyFor() {
    synchronized (tasks) {
      return busy ? Optional.of(Duration.ofNanos(System.nanoTime() - taskSince)) : Optional.empty();
    }
  }

  private void drain() {
    for (Task task = next(); task != null; task = next()) {
      try {
        task.work().run();
      } catch (Throwable e) { // else later tasks would wait for ever
        LOG.error("{}: a task of the registry failed", name, e);
      }
    }
  }

  private @Nullable Task next() {
    synchronized (tasks) {
      Task task = tasks.poll();
      busy = task != null;
      taskSince = System.nanoTime();
      return task;
    }
  }
}
