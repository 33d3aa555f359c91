package org.backplane.rng;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackendFailedException;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.thread.WorkerThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a backend's requests on a thread of its own, so that none ever ends within the call that
 * makes it. One wake-up serves all that wait.
 */
final class RequestServer implements AutoCloseable {

  /** Where the bytes come from. */
  @FunctionalInterface
  interface Source {
    /**
     * Ends the request: delivers, fails it, or hands it back. What it throws fails it. Called by
     * one thread.
     */
    void serve(EntropyRequest request);

    /** Makes a {@link #serve} that waits come back soon, and every later one; any thread. */
    default void end() {}
  }

  /** Which kind of thread serves. */
  enum Serving {
    /** For a source that never waits in the kernel. */
    VIRTUAL,
    /** For a source that reads files and devices, which holds a carrier. */
    PLATFORM
  }

  private static final Logger LOG = LoggerFactory.getLogger(RequestServer.class);
  // The contract of close() leaves a second; the rest of it is for those who wait for us.
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final RequestQueue queue = new RequestQueue();
  private final String subject;
  private final RequestMeter meter;
  private final Source source;
  private final Thread worker;
  private final Receivers receivers;
  private boolean sourceBlamed;

  private RequestServer(
      String threadName, String subject, Serving serving, RequestMeter meter, Source source) {
    this.subject = subject;
    this.meter = meter;
    this.source = source;
    this.receivers = new Receivers(subject);
    this.worker =
        switch (serving) {
          case VIRTUAL -> WorkerThread.virtual(threadName, this::serveAll);
          case PLATFORM -> WorkerThread.platform(threadName, this::serveAll);
        };
  }

  /**
   * @param subject names the object in messages
   */
  static RequestServer start(
      String threadName, String subject, Serving serving, RequestMeter meter, Source source) {
    var server = new RequestServer(threadName, subject, serving, meter, source);
    server.worker.start();
    return server;
  }

  /** Queues a request; after close hands it back at once. */
  void submit(EntropyRequest request) {
    meter.asked();
    if (!queue.offer(request)) {
      meter.handBack(request);
    }
  }

  /** Finishes the request under way, hands back the others, and ends the thread. */
  @Override
  public void close() {
    List<EntropyRequest> unserved = queue.close();
    source.end();
    unserved.forEach(request -> receivers.tell(() -> meter.handBack(request)));
    if (Thread.currentThread().equals(worker)) {
      return; // closed by a receiver: the thread ends when it returns
    }
    try {
      if (!worker.join(PATIENCE)) {
        LOG.warn("{}: a front end or the device holds on to the serving thread", subject);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void serveAll() {
    Optional<EntropyRequest> next = queue.take();
    while (next.isPresent()) {
      serve(next.get());
      next = queue.take();
    }
  }

  private void serve(EntropyRequest request) {
    if (request.isDone()) {
      return; // cancelled while it waited
    }
    try {
      source.serve(request);
    } catch (Throwable e) { // whatever it is, the next request is served
      if (request.isDone()) {
        receivers.blame(e); // the source had its bytes ready
      } else {
        blameSource(request, e);
      }
    }
  }

  private void blameSource(EntropyRequest request, Throwable reason) {
    var failure = new BackendFailedException(subject, "its source of entropy failed", reason);
    if (!sourceBlamed) {
      sourceBlamed = true;
      LOG.warn("{}: the source of entropy failed; not reported again", subject, reason);
    }
    receivers.tell(() -> meter.fail(request, failure));
  }
}
