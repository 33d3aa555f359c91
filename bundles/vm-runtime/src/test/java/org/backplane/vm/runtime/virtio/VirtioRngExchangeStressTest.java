package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A fast, a slow and a hanging backend take turns under a driver that keeps eight buffers of
 * different sizes in flight, on real threads.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class VirtioRngExchangeStressTest {

  private static final int EXCHANGES = 1000;
  private static final int[] SIZES = {1, 7, 64, 255, 256, 1000, 4096, 9999};
  private static final int SPACING = 0x4000;
  private static final byte[] BLANK = new byte[SPACING];

  private final FakeRegistry registry = new FakeRegistry();
  private final HandClock clock = new HandClock();
  private final SpyPin pin = new SpyPin();
  private final GuestMemory memory =
      new GuestMemory(
          List.of(
              new RamBlock(
                  Rig.RAM, MemorySegment.ofArray(new long[(int) Rig.RAM_BYTES / 8]), true)));
  private final FastRng fast = new FastRng();
  private final SlowRng slow = new SlowRng();
  private final HangingRng hanging = new HangingRng();
  private final AtomicBoolean exchanging = new AtomicBoolean(true);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** How many buffers came back. */
  private volatile long completed;

  private long posted;

  /** How many buffers resets took away. */
  private long forgotten;

  private volatile long resets;

  @Test
  void noBufferIsLostOverAThousandExchanges() throws Exception {
    run(false);
    assertThat(completed).isEqualTo(posted).isGreaterThan(EXCHANGES / 2);
  }

  @Test
  void norOverResetsAndPauses() throws Exception {
    run(true);
    assertThat(resets).isGreaterThan(10);
    assertThat(completed + forgotten).isEqualTo(posted);
    assertThat(completed).isGreaterThan(EXCHANGES / 2);
  }

  private void run(boolean disturbed) throws Exception {
    registry.attach("fast", fast);
    registry.attach("slow", slow);
    registry.attach("hanging", hanging);
    VirtioDevice device = Rig.rngDevice(registry, clock, Map.of());
    var transport =
        VirtioMmioTransport.of("/machine/peripheral/r0", device, memory, pin, Probes.unread("r0"));
    Thread exchanger =
        Thread.ofPlatform()
            .uncaughtExceptionHandler((_, e) -> failure.set(e))
            .start(() -> exchangeAll(transport, disturbed));
    try (transport) {
      transport.running(true);
      drive(new GuestDriver(transport, memory, Rig.RAM), disturbed);
      assertThat(registry.holders("fast")).hasSize(1);
    } finally {
      exchanging.set(false);
      exchanger.join();
      fast.close();
    }
    assertThat(failure.get()).isNull();
    assertThat(hanging.answersTaken).as("late answers that somebody took").isZero();
    assertThat(registry.leased()).isFalse();
  }

  // --- the operator

  private void exchangeAll(VirtioMmioTransport transport, boolean disturbed) {
    var random = new Random(42);
    try {
      for (int n = 0; n < EXCHANGES && exchanging.get(); n++) {
        awaitBuffers(exchange(transport, random.nextInt(4)));
        if (disturbed && n % 20 == 0) {
          transport.running(false);
          exchange(transport, n / 20 % 4);
          transport.running(true);
        }
      }
      transport.exchange("rng", "fast");
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      exchanging.set(false);
    }
  }

  /** Answers how many buffers the device is to get from the new backend before the next. */
  private int exchange(VirtioMmioTransport transport, int which) throws Exception {
    switch (which) {
      case 0 -> {
        transport.exchange("rng", "fast");
        return 3;
      }
      case 1 -> {
        transport.exchange("rng", "slow");
        return 1;
      }
      case 2 -> {
        transport.exchange("rng", "hanging");
        hanging.hang();
        return 0;
      }
      default -> { // one that is away, and comes back
        registry.detach("slow");
        transport.exchange("rng", "slow");
        registry.attach("slow", slow);
        return 0;
      }
    }
  }

  private void awaitBuffers(int buffers) {
    long goal = completed + buffers;
    while (completed < goal && exchanging.get()) {
      Thread.yield();
    }
  }

  // --- the guest

  private void drive(GuestDriver driver, boolean disturbed) throws Exception {
    GuestRing ring = driver.bringUp();
    Map<Integer, Integer> inFlight = new HashMap<>();
    long turns = 0;
    while (exchanging.get() || (!inFlight.isEmpty() && failure.get() == null)) {
      if (disturbed && exchanging.get() && turns++ % 100 == 99) {
        forgotten += inFlight.size();
        inFlight.clear();
        ring = driver.bringUp();
        resets = resets + 1;
      }
      if (exchanging.get()) {
        postAll(driver, ring, inFlight);
      }
      if (pin.level()) {
        driver.serveInterrupt();
      }
      for (UsedElement used : ring.takeAll()) {
        check(used, inFlight);
        completed = completed + 1;
      }
      ring.interruptOnNext();
      slow.turn();
      clock.advance(Duration.ofMillis(1));
      Thread.yield();
    }
    assertThat(driver.read(Register.STATUS)).isEqualTo(0xf);
  }

  /** Every size is in flight once, each in a place of its own. */
  private void postAll(GuestDriver driver, GuestRing ring, Map<Integer, Integer> inFlight)
      throws GuestMemoryException {
    for (int n = 0; n < SIZES.length; n++) {
      if (!inFlight.containsValue(n)) {
        memory.write(at(n), BLANK);
        inFlight.put(ring.post(GuestRing.writable(at(n), SIZES[n])), n);
        posted++;
        driver.kick(ring);
      }
    }
  }

  private static long at(int buffer) {
    return Rig.BUFFERS + (long) buffer * SPACING;
  }

  /** A used buffer holds as many random bytes as it says, and nothing after them. */
  private void check(UsedElement used, Map<Integer, Integer> inFlight) throws GuestMemoryException {
    Integer buffer = inFlight.remove(used.id());
    assertThat(buffer).as("what came back was in flight").isNotNull();
    assertThat(used.length()).isBetween(1L, (long) SIZES[buffer]);
    ByteBuffer bytes = ByteBuffer.allocate(SPACING);
    memory.read(at(buffer), bytes);
    for (int n = 0; n < SPACING; n++) {
      if ((bytes.get(n) != 0) != (n < used.length())) {
        throw new AssertionError("byte %d of %s".formatted(n, used));
      }
    }
  }

  // --- the backends

  private static void answer(EntropyRequest request, int bytes) {
    byte[] entropy = new byte[bytes];
    Arrays.fill(entropy, (byte) 0x5a);
    request.fill(ByteBuffer.wrap(entropy));
  }

  /** Answers at once and in full. */
  private static final class FastRng implements RngBackend {
    private final BlockingQueue<EntropyRequest> queue = new LinkedBlockingQueue<>();
    private final Thread worker = Thread.ofVirtual().start(this::serve);

    @Override
    public void request(EntropyRequest request) {
      queue.add(request);
    }

    private void serve() {
      try {
        while (true) {
          EntropyRequest request = queue.take();
          answer(request, request.sizeBytes());
        }
      } catch (InterruptedException _) {
        // the way out
      }
    }

    @Override
    public void close() {
      worker.interrupt();
    }
  }

  /** Answers one request in ten turns of the driver, and only in part. */
  private static final class SlowRng implements RngBackend {
    private final Queue<EntropyRequest> queue = new ConcurrentLinkedQueue<>();
    private final Random random = new Random(1);
    private int turns;

    @Override
    public void request(EntropyRequest request) {
      queue.add(request);
    }

    void turn() {
      queue.removeIf(EntropyRequest::isDone);
      EntropyRequest request = turns++ % 10 == 0 ? queue.poll() : null;
      if (request != null) {
        answer(request, 1 + random.nextInt(request.sizeBytes()));
      }
    }

    @Override
    public void close() {
      for (var next = queue.poll(); next != null; next = queue.poll()) {
        next.handBack();
      }
    }
  }

  /** Never answers while it is asked, and tries to when it is too late. */
  private static final class HangingRng implements RngBackend {
    private final Queue<EntropyRequest> held = new ConcurrentLinkedQueue<>();
    private final List<EntropyRequest> late = new ArrayList<>();
    int answersTaken;

    @Override
    public void request(EntropyRequest request) {
      held.add(request);
    }

    /** Hangs until somebody waits for it; answers what nobody wants any more. */
    void hang() {
      for (int turn = 0; held.isEmpty() && turn < 1000; turn++) {
        Thread.yield();
      }
      late.removeIf(this::answeredTooLate);
      for (var next = held.poll(); next != null; next = held.poll()) {
        late.add(next);
      }
    }

    private boolean answeredTooLate(EntropyRequest request) {
      if (request.isDone() && request.fill(ByteBuffer.wrap(new byte[1]))) {
        answersTaken++;
      }
      return request.isDone();
    }

    @Override
    public void close() {}
  }
}
