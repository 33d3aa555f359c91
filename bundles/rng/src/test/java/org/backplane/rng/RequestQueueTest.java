package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.api.rng.EntropyRequest;
import org.backplane.tck.EntropyProbe;
import org.junit.jupiter.api.Test;

final class RequestQueueTest {

  private final RequestQueue queue = new RequestQueue();

  /** As from a device whose driver asks and resets it, again and again, at a source that is dry. */
  @Test
  void cancelledRequestsDoNotPileUp() {
    var first = new EntropyRequest(64, "a", new EntropyProbe(64));
    queue.offer(first);
    for (int i = 0; i < 100_000; i++) {
      var request = new EntropyRequest(EntropyRequest.MAX_BYTES, "a", new EntropyProbe(1));
      queue.offer(request);
      request.cancel();
    }
    assertThat(queue.size()).isLessThan(200);
    assertThat(queue.take()).contains(first);
  }
}
