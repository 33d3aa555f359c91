package org.backplane.hostmem;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.NotActiveException;
import org.backplane.linux.LinuxException;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads that work side by side for one caller, which only waits: so a virtual thread can
 * be called off although its work is in the kernel. The first failure, or an interrupt of the
 * caller, ends them all. For one caller at a time.
 */
final class Crew {

  /** Starts a platform thread. */
  @FunctionalInterface
  interface Starter {
    Thread start(String name, Runnable body) throws NotActiveException;
  }

  /** One thread's part; looks at {@link #stopped} often. */
  @FunctionalInterface
  interface Worker {
    /**
     * Does one thread's part.
     *
     * @param index 0 for the first thread
     */
    void work(int index) throws LinuxException;
  }

  private final Starter starter;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;

  Crew(Starter starter) {
    this.starter = starter;
  }

  /** Ends the work early, which is no failure. */
  void stop() {
    stopped = true;
  }

  /** Whether the work shall end now. */
  boolean stopped() {
    return stopped;
  }

  /**
   * Has the work done, and returns when every thread has ended.
   *
   * @throws LinuxException the first failure of a worker
   * @throws InterruptedException the caller was interrupted
   * @throws NotActiveException there is nobody to start threads
   */
  void run(String name, int count, Worker worker)
      throws LinuxException, InterruptedException, NotActiveException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    List<Thread> threads = new ArrayList<>();
    boolean interrupted;
    boolean complete = false;
    try {
      for (int i = 0; i < count && !stopped; i++) {
        int index = i;
        threads.add(starter.start(name, () -> work(worker, index)));
      }
      complete = true;
    } finally {
      if (!complete) {
        stopped = true;
      }
      interrupted = awaitAll(threads);
    }
    report(interrupted);
  }

  private void work(Worker worker, int index) {
    try {
      worker.work(index);
    } catch (LinuxException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      stopped = true;
    }
  }

  // The threads work on the caller's memory, so it does not leave before they have ended.
  private boolean awaitAll(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException _) {
          interrupted = true;
          stopped = true;
        }
      }
    }
    return interrupted;
  }

  private void report(boolean interrupted) throws LinuxException, InterruptedException {
    if (interrupted) {
      throw new InterruptedException();
    }
    switch (failure.get()) {
      case null -> {}
      case LinuxException refused -> throw refused;
      case RuntimeException broken -> throw broken;
      case Error broken -> throw broken;
      case Throwable other -> throw new IllegalStateException(other);
    }
  }
}
