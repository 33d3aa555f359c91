package org.backplane.threadcontext;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.backplane.api.thread.WorkerThread;
import org.backplane.linux.LinuxException;
import org.backplane.linux.ThreadAffinity;

/**
 * A platform thread that waits for requests: threads that it starts inherit its processors. Any
 * thread may ask; an answer takes microseconds. After close every request throws {@link
 * RejectedExecutionException}.
 */
final class ContextThread implements AutoCloseable {

  // The kernel shows no more of a thread's name.
  private static final int NAME_LENGTH = 15;
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final ExecutorService thread;

  /**
   * @param id the object's id, part of the thread's name
   */
  ContextThread(String id) {
    String name = "TC " + id;
    thread =
        Executors.newSingleThreadExecutor(
            body ->
                WorkerThread.platform(
                    name.substring(0, Math.min(name.length(), NAME_LENGTH)), body));
  }

  /**
   * Puts it on other processors; threads that it has started stay where they are.
   *
   * @throws LinuxException {@code EINVAL} when it may run on none of them
   */
  void runOn(BitSet cpus) throws LinuxException {
    answer(
        () -> {
          ThreadAffinity.set(cpus);
          return true;
        });
  }

  /** The processors that it may run on. */
  BitSet cpus() throws LinuxException {
    return answer(ThreadAffinity::current);
  }

  /** The host's number of it. */
  long id() throws LinuxException {
    return answer(ThreadAffinity::threadId);
  }

  /** Has it start a thread. */
  Thread start(String name, Runnable body) throws LinuxException {
    return answer(
        () -> {
          Thread made = WorkerThread.platform(name, body);
          made.start();
          return made;
        });
  }

  /** Ends it after the requests that it has. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      boolean _ = thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  // Whoever asked for a thread must get it, also when called off meanwhile: it would be lost.
  private <T> T answer(Callable<T> request) throws LinuxException {
    Future<T> answer = thread.submit(request);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw rethrown(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static LinuxException rethrown(ExecutionException e) {
    return switch (e.getCause()) {
      case LinuxException refused -> refused;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      case null, default -> throw new IllegalStateException(e);
    };
  }
}
