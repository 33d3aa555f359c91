package org.backplane.linux;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A call into the kernel that may never return, made on a thread of its own. A caller that is
 * interrupted leaves without the answer; that thread deals with the late one.
 */
final class AbandonableCall {
  // A call that waits for nobody has its answer by then: an interrupt does not spoil it.
  private static final Duration GRACE = Duration.ofMillis(100);

  private AbandonableCall() {}

  /**
   * @param late takes the answer that nobody waits for any more
   * @param calledOff what a caller gets that left; it stays interrupted
   */
  static <T> T run(
      String name, Callable<T> call, Consumer<T> late, Supplier<LinuxException> calledOff)
      throws LinuxException {
    var answer = new CompletableFuture<T>();
    PlatformCall.start(name, () -> answer(call, answer, late));
    try {
      return result(answer, calledOff);
    } catch (ExecutionException e) {
      throw PlatformCall.rethrown(e);
    }
  }

  private static <T> void answer(Callable<T> call, CompletableFuture<T> answer, Consumer<T> late) {
    T found;
    try {
      found = call.call();
    } catch (Exception | Error e) {
      answer.completeExceptionally(e);
      return;
    }
    if (!answer.complete(found)) {
      late.accept(found);
    }
  }

  private static <T> T result(CompletableFuture<T> answer, Supplier<LinuxException> calledOff)
      throws ExecutionException {
    boolean interrupted = false;
    try {
      return answer.get();
    } catch (InterruptedException _) {
      interrupted = true;
      return resultOrNothing(answer, calledOff);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> T resultOrNothing(
      CompletableFuture<T> answer, Supplier<LinuxException> calledOff) throws ExecutionException {
    try {
      return answer.get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException | TimeoutException _) {
      answer.completeExceptionally(calledOff.get()); // unless it came at this very moment
      return done(answer);
    }
  }

  private static <T> T done(CompletableFuture<T> answer) throws ExecutionException {
    return switch (answer.state()) {
      case SUCCESS -> answer.resultNow();
      default -> throw new ExecutionException(answer.exceptionNow());
    };
  }
}
