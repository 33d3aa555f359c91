package org.backplane.linux;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs a call that waits in the kernel. A native call holds the carrier of a virtual thread; two
 * such calls would stop every virtual thread of a two-core host. So a virtual thread lends the call
 * to a platform thread of its own, which ends with the call; a platform thread makes it itself. An
 * interrupt reaches the call on either.
 */
final class PlatformCall {
  /** Gives the call to another thread. */
  @FunctionalInterface
  interface Lender {
    /** Starts a thread; an {@link OutOfMemoryError} when the host has none to give. */
    void start(String name, Runnable body);
  }

  private PlatformCall() {}

  /**
   * @param onInterrupt makes the call return soon; run when the calling thread is interrupted,
   *     which then stays interrupted
   */
  static <T> T run(String name, Callable<T> call, Runnable onInterrupt) throws LinuxException {
    return run(name, call, onInterrupt, PlatformCall::lend);
  }

  static <T> T run(String name, Callable<T> call, Runnable onInterrupt, Lender lender)
      throws LinuxException {
    var task = new FutureTask<>(call);
    if (!Thread.currentThread().isVirtual() || !lent(name, task, lender)) {
      new Interruption(onInterrupt).during(task);
    }
    return result(task, onInterrupt);
  }

  /** The same for a call that nothing can end before its time. */
  static <T> T run(String name, Callable<T> call) throws LinuxException {
    return run(name, call, () -> {});
  }

  /** Makes the call on another thread, or on this one if the host has none to give. */
  static void start(String name, Runnable body) {
    if (!lent(name, body, PlatformCall::lend)) {
      body.run();
    }
  }

  private static void lend(String name, Runnable body) {
    Thread.ofPlatform().daemon().name(name).start(body);
  }

  // What gives memory and descriptors back must go on, above all when the host has no more threads:
  // better a carrier that is held for a while.
  private static boolean lent(String name, Runnable task, Lender lender) {
    try {
      lender.start(name, task);
      return true;
    } catch (OutOfMemoryError _) {
      return false;
    }
  }

  private static <T> T result(FutureTask<T> task, Runnable onInterrupt) throws LinuxException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException _) {
          interrupted = true;
          onInterrupt.run();
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

  static LinuxException rethrown(ExecutionException e) {
    return switch (e.getCause()) {
      case LinuxException refused -> refused;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      case null, default -> throw new IllegalStateException(e);
    };
  }
}
