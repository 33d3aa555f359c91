package org.backplane.linux;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs a call that waits in the kernel. A native call holds the carrier of a virtual thread; two
 * such calls would stop every virtual thread of a two-core host. So a virtual thread lends the call
 * to a platform thread of its own, which ends with the call.
 */
final class PlatformCall {
  private PlatformCall() {}

  /**
   * @param onInterrupt makes the call return soon; run when the calling virtual thread is
   *     interrupted, which then stays interrupted
   */
  static <T> T run(String name, Callable<T> call, Runnable onInterrupt) throws LinuxException {
    var task = new FutureTask<>(call);
    if (Thread.currentThread().isVirtual()) {
      Thread.ofPlatform().daemon().name(name).start(task);
    } else {
      task.run();
    }
    return result(task, onInterrupt);
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

  private static LinuxException rethrown(ExecutionException e) {
    return switch (e.getCause()) {
      case LinuxException refused -> refused;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      case null, default -> throw new IllegalStateException(e);
    };
  }
}
