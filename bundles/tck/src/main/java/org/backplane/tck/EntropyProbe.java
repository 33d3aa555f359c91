package org.backplane.tck;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.BackplaneException;
import org.backplane.api.rng.EntropyRequest;

/** One entropy request and how it ended. */
public final class EntropyProbe implements EntropyRequest.Receiver {

  /** How a request ended. */
  public enum Ending {
    FILLED,
    HANDED_BACK,
    FAILED
  }

  private static final long PATIENCE_SECONDS = 20;

  private final EntropyRequest request;
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private final AtomicInteger completions = new AtomicInteger();
  private volatile byte[] bytes = {};
  private volatile Thread completer = Thread.currentThread();
  private volatile boolean buggy;

  /**
   * @param sizeBytes how much to ask for
   */
  public EntropyProbe(int sizeBytes) {
    request = new EntropyRequest(sizeBytes, this);
  }

  /** Makes the receiver throw, as a broken front end might. */
  public EntropyProbe thatThrows() {
    buggy = true;
    return this;
  }

  /** The request to hand in. */
  public EntropyRequest request() {
    return request;
  }

  /** Waits until the request has ended. */
  public Ending await() throws InterruptedException {
    try {
      return ending.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError("the request never ended", e);
    }
  }

  /** Whether it has ended. */
  public boolean hasEnded() {
    return ending.isDone();
  }

  /** How often it ended; more than once is an error in the backend. */
  public int completions() {
    return completions.get();
  }

  /** What was delivered. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The thread that ended the request. */
  public Thread completer() {
    return completer;
  }

  @Override
  public void filled(ByteBuffer entropy) {
    bytes = new byte[entropy.remaining()];
    entropy.get(bytes);
    end(Ending.FILLED);
  }

  @Override
  public void handedBack() {
    end(Ending.HANDED_BACK);
  }

  @Override
  public void failed(BackplaneException reason) {
    end(Ending.FAILED);
  }

  private void end(Ending how) {
    completer = Thread.currentThread();
    completions.incrementAndGet();
    ending.complete(how);
    if (buggy) {
      throw new IllegalStateException("a receiver that is broken on purpose");
    }
  }
}
