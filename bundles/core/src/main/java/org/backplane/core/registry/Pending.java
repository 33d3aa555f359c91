package org.backplane.core.registry;

import java.util.concurrent.CompletableFuture;
import org.backplane.api.BackplaneException;

/**
 * An attempt at an object on its way to an outcome.
 *
 * @param outcome what becomes of it
 * @param attempt the attempt
 */
record Pending<T>(CompletableFuture<T> outcome, Attempt attempt) {

  /** Waits for the outcome, however long it takes; an interrupt of the caller calls it off. */
  T await() throws BackplaneException {
    return Mailbox.await(outcome, attempt::callOff);
  }
}
