package org.backplane.vm.runtime.virtio;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;

/** An entropy backend that does with its requests what the test says, when it says so. */
final class ScriptedRng implements RngBackend {

  private final List<EntropyRequest> waiting = new ArrayList<>();
  private final List<Integer> asked = new ArrayList<>();
  private boolean closed;
  private boolean dropsOnClose;
  private byte next = 1;

  /** Keeps its requests for ever when it is closed, which a backend must not do. */
  ScriptedRng dropsOnClose() {
    dropsOnClose = true;
    return this;
  }

  @Override
  public synchronized void request(EntropyRequest request) {
    asked.add(request.sizeBytes());
    if (closed) {
      request.handBack();
    } else {
      waiting.add(request);
    }
  }

  /** The sizes of all requests so far. */
  synchronized List<Integer> asked() {
    return List.copyOf(asked);
  }

  /** How many requests wait for an answer that somebody wants. */
  synchronized int waiting() {
    waiting.removeIf(EntropyRequest::isDone);
    return waiting.size();
  }

  /** Takes the oldest request out, to be answered later. */
  synchronized EntropyRequest take() {
    return waiting.removeFirst();
  }

  /** Answers the oldest request in full, with bytes that count up. */
  void fill() {
    EntropyRequest request = take();
    fill(request, request.sizeBytes());
  }

  /** Answers the oldest request with some bytes. */
  void fill(int bytes) {
    fill(take(), bytes);
  }

  synchronized boolean fill(EntropyRequest request, int bytes) {
    ByteBuffer entropy = ByteBuffer.allocate(bytes);
    while (entropy.hasRemaining()) {
      entropy.put(next);
      next = (byte) (next == Byte.MAX_VALUE ? 1 : next + 1);
    }
    return request.fill(entropy.flip());
  }

  void handBack() {
    take().handBack();
  }

  void fail(String reason) {
    take().fail(new InvalidRequestException("rng-fake 'rng0'", reason, ""));
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (!dropsOnClose) {
      waiting.forEach(EntropyRequest::handBack);
      waiting.clear();
    }
  }
}
