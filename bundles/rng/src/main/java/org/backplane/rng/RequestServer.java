package org.backplane.rng;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.backplane.api.rng.EntropyRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a backend's requests on a virtual thread of its own, so that none ever ends within the
 * call that makes it. One wake-up serves all that wait.
 */
final class RequestServer implements AutoCloseable {

  /** Where the bytes come from; called by one thread. */
  @FunctionalInterface
  interface Source {
    /** Ends the request: delivers, fails it, or hands it back. */
    void serve(EntropyRequest request);
  }

  private static final Logger LOG = LoggerFactory.getLogger(RequestServer.class);
  // The contract of close() leaves a second; the rest of it is for those who wait for us.
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final RequestQueue queue = new RequestQueue();
  private final String subject;
  private final Source source;
  private final Thread worker;
  private volatile boolean complained;

  private RequestServer(String threadName, String subject, Source source) {
    this.subject = subject;
    this.source = source;
    this.worker = Thread.ofVirtual().name(threadName).unstarted(this::serveAll);
  }

  /**
   * @param subject names the object in messages
   */
  static RequestServer start(String threadName, String subject, Source source) {
    var server = new RequestServer(threadName, subject, source);
    server.worker.start();
    return server;
  }

  /** Queues a request; after close hands it back at once. */
  void submit(EntropyRequest request) {
    if (!queue.offer(request)) {
      request.handBack();
    }
  }

  /** Finishes the request under way, hands back the others, and ends the thread. */
  @Override
  public void close() {
    queue.close().forEach(request -> end(request, EntropyRequest::handBack));
    if (Thread.currentThread().equals(worker)) {
      return; // closed by a receiver: the thread ends when it returns
    }
    try {
      if (!worker.join(PATIENCE)) {
        LOG.warn("{}: a front end holds on to the thread that delivers to it", subject);
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
    end(request, source::serve);
  }

  // A broken receiver costs its own request and no other; a guest must not fill the log.
  private void end(EntropyRequest request, Consumer<EntropyRequest> way) {
    try {
      way.accept(request);
    } catch (RuntimeException e) {
      request.handBack();
      if (!complained) {
        complained = true;
        LOG.warn("{}: a front end failed to take entropy; not reported again", subject, e);
      }
    }
  }
}
