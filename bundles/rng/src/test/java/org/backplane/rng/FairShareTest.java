package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.backplane.api.BackplaneException;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.tck.EntropyProbe;
import org.junit.jupiter.api.Test;

/** A small request beside devices that ask for as much as they can, and anew for what they got. */
final class FairShareTest {

  private static final int ROUNDS = 200;
  private static final int GREEDY_OWNERS = 3;

  /** As many as a ring has entries. */
  private static final int REQUESTS_EACH = 8;

  private static EntropyRequest greedy(int owner) {
    return new EntropyRequest(EntropyRequest.MAX_BYTES, "greedy " + owner, new Indifferent());
  }

  private static EntropyRequest small(EntropyProbe probe) {
    return new EntropyRequest(64, "small", probe);
  }

  @Test
  void atAQueueItWaitsForOneTurnOfEachOther() {
    var queue = new RequestQueue();
    for (int n = 0; n < GREEDY_OWNERS * REQUESTS_EACH; n++) {
      queue.offer(greedy(n % GREEDY_OWNERS));
    }
    for (int round = 0; round < ROUNDS; round++) {
      var small = small(new EntropyProbe(64));
      queue.offer(small);
      int turns = 0;
      for (var served = queue.take(); served.orElseThrow() != small; served = queue.take()) {
        queue.offer(new EntropyRequest(1, served.get().owner(), new Indifferent()));
        turns++;
      }
      assertThat(turns).isLessThanOrEqualTo(GREEDY_OWNERS);
    }
  }

  @Test
  void atAnEgdServerItWaitsForWhatIsOwedAndOneCommandOfEachOther() {
    var ledger = new EgdLedger();
    for (int n = 0; n < GREEDY_OWNERS * REQUESTS_EACH; n++) {
      ledger.add(greedy(n % GREEDY_OWNERS));
    }
    ledger.commands();
    for (int round = 0; round < ROUNDS; round++) {
      var probe = new EntropyProbe(64);
      ledger.add(small(probe));
      int waited = 0;
      while (!probe.hasEnded()) {
        ledger.take(ByteBuffer.allocate(1)).forEach(wanted -> wanted.deliver(TestMeter.requests()));
        ledger.commands();
        waited++;
      }
      assertThat(waited)
          .isLessThanOrEqualTo(EgdLedger.WINDOW + GREEDY_OWNERS * EgdLedger.MOST_PER_COMMAND + 64);
      ledger.add(greedy(round % GREEDY_OWNERS));
    }
  }

  private static final class Indifferent implements EntropyRequest.Receiver {
    @Override
    public void filled(ByteBuffer entropy) {}

    @Override
    public void handedBack() {}

    @Override
    public void failed(BackplaneException reason) {}
  }
}
