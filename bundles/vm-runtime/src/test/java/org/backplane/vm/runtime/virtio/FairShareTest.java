package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedMap;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A greedy guest driver beside a modest one, on one backend that serves devices in turn. */
final class FairShareTest {

  private static final int ROUNDS = 200;

  private final FakeRegistry registry = new FakeRegistry();
  private final TurnTakingRng backend = new TurnTakingRng();
  private final Rig greedy;
  private final Rig modest;
  private final GuestRing greedyRing;
  private final GuestRing modestRing;
  private long greedyBytes;

  FairShareTest() throws Exception {
    registry.attach(backend);
    greedy = rig("greedy");
    modest = rig("modest");
    greedyRing = greedy.driver.bringUp();
    modestRing = modest.driver.bringUp();
  }

  private Rig rig(String id) throws Exception {
    return new Rig(Rig.rngDevice("/machine/peripheral/" + id, registry, new HandClock(), Map.of()));
  }

  @AfterEach
  void close() {
    greedy.close();
    modest.close();
  }

  /** One at a time, the owner that was served longest ago first. */
  private static final class TurnTakingRng implements RngBackend {

    private final SequencedMap<String, Queue<EntropyRequest>> owners = new LinkedHashMap<>();

    @Override
    public void request(EntropyRequest request) {
      owners.computeIfAbsent(request.owner(), _ -> new ArrayDeque<>()).add(request);
    }

    void serveOne() {
      String owner = owners.firstEntry().getKey();
      Queue<EntropyRequest> queue = owners.remove(owner);
      EntropyRequest request = queue.remove();
      if (!queue.isEmpty()) {
        owners.put(owner, queue);
      }
      request.fill(ByteBuffer.allocate(request.sizeBytes()));
    }

    int waiting() {
      return owners.values().stream().mapToInt(Queue::size).sum();
    }

    @Override
    public void close() {}
  }

  private void keepBusy(int bufferBytes) throws Exception {
    for (UsedElement used : greedyRing.takeAll()) {
      greedyBytes += used.length();
    }
    while (greedyRing.room() > 0) {
      greedy.postBuffer(greedyRing, greedyRing.room() % 8, bufferBytes);
      greedy.settle(); // each asks for itself, as far as it may
    }
  }

  /** How many requests are served until the modest one has its bytes. */
  private int wait(int greedyBufferBytes) throws Exception {
    keepBusy(greedyBufferBytes);
    modest.postBuffer(modestRing, 0, 64);
    modest.settle();
    for (int served = 1; ; served++) {
      backend.serveOne();
      modest.settle();
      greedy.settle();
      keepBusy(greedyBufferBytes);
      if (!modestRing.takeAll().isEmpty()) {
        return served;
      }
    }
  }

  @Test
  void aGreedyDeviceCostsASmallRequestOneTurn() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(wait(EntropyRequest.MAX_BYTES)).isLessThanOrEqualTo(2);
    }
    assertThat(greedyBytes).isGreaterThan((ROUNDS / 2L) * EntropyRequest.MAX_BYTES);
  }

  @Test
  void manyRequestsOfOneDeviceAreOneTurnEach() throws Exception {
    keepBusy(4096);
    assertThat(backend.waiting()).isEqualTo(8);
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(wait(4096)).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void noDeviceHasMoreThanALargestRequestUnderWay() throws Exception {
    keepBusy(EntropyRequest.MAX_BYTES);
    assertThat(backend.waiting()).isEqualTo(1);
  }
}
