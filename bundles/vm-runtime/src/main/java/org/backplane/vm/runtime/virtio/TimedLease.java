package org.backplane.vm.runtime.virtio;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.backplane.api.BackplaneException;
import org.backplane.api.NotActiveException;
import org.backplane.api.object.Lease;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.thread.WorkerThread;

/**
 * Takes a lease within a deadline: a registry lets callers wait for as long as the object's backend
 * is busy, which may be for ever.
 *
 * @param holder who wants it
 * @param object what is leased
 * @param <T> what the holder uses it as
 */
record TimedLease<T>(String holder, ObjectPath object, Duration patience) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  TimedLease(String holder, ObjectPath object) {
    this(holder, object, PATIENCE);
  }

  /** Asks the registry. */
  @FunctionalInterface
  interface Request<T> {
    Lease<T> take() throws BackplaneException;
  }

  /**
   * Has a lease taken. One that comes after the deadline is given back at once.
   *
   * @throws BackplaneException the request's own
   * @throws NotActiveException the deadline passed, or the caller was interrupted
   */
  Lease<T> take(Request<T> request) throws BackplaneException {
    var outcome = new CompletableFuture<Lease<T>>();
    Thread asker = WorkerThread.virtual("lease " + object, () -> attempt(request, outcome));
    asker.start();
    try {
      return await(outcome);
    } finally {
      asker.interrupt(); // changes nothing once it is done
    }
  }

  private static <T> void attempt(Request<T> request, CompletableFuture<Lease<T>> outcome) {
    try {
      Lease<T> lease = request.take();
      if (!outcome.complete(lease)) {
        lease.close();
      }
    } catch (Throwable e) { // it is the waiting caller's
      outcome.completeExceptionally(e);
    }
  }

  private Lease<T> await(CompletableFuture<Lease<T>> outcome) throws BackplaneException {
    try {
      return outcome.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return unlessHere(outcome, "it is busy and does not answer");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return unlessHere(outcome, "nobody waits for it any more");
    } catch (ExecutionException _) {
      return result(outcome);
    }
  }

  /** Gives up, unless the answer came at the last moment. */
  private Lease<T> unlessHere(CompletableFuture<Lease<T>> outcome, String problem)
      throws BackplaneException {
    outcome.completeExceptionally(
        new NotActiveException(object.toString(), problem, "try again later"));
    return result(outcome);
  }

  private static <T> Lease<T> result(CompletableFuture<Lease<T>> complete)
      throws BackplaneException {
    if (complete.state() == Future.State.SUCCESS) {
      return complete.resultNow();
    }
    switch (complete.exceptionNow()) {
      case BackplaneException refused -> throw refused;
      case RuntimeException bug -> throw bug;
      case Error bug -> throw bug;
      case Throwable other -> throw new IllegalStateException(other);
    }
  }
}
