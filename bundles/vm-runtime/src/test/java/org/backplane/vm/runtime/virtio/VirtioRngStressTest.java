package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A driver that never rests, on real threads, while the backend is exchanged below it. */
@Timeout(120)
final class VirtioRngStressTest {

  private static final int SWAPS = 200;
  private static final int BUFFERS_PER_SWAP = 25;
  private static final int BUFFER_BYTES = 64;

  private final FakeRegistry registry = new FakeRegistry();
  private final HandClock clock = new HandClock();
  private final SpyPin pin = new SpyPin();
  private final GuestMemory memory =
      new GuestMemory(
          List.of(
              new RamBlock(
                  Rig.RAM, MemorySegment.ofArray(new long[(int) Rig.RAM_BYTES / 8]), true)));

  /** How many buffers came back. */
  private volatile int completed;

  @Test
  void everyBufferComesBackExactlyOnce() throws Exception {
    VirtioDevice device = Rig.rngDevice(registry, clock, Map.of());
    var transport =
        VirtioMmioTransport.of("/machine/peripheral/r0", device, memory, pin, Probes.unread("r0"));
    var swapping = new AtomicBoolean(true);
    var failure = new AtomicReference<Throwable>();
    Thread swapper =
        Thread.ofPlatform()
            .uncaughtExceptionHandler((_, e) -> failure.set(e))
            .start(() -> swap(transport, swapping));
    try (transport) {
      transport.running(true);
      drive(new GuestDriver(transport, memory, Rig.RAM), swapping);
    } finally {
      swapping.set(false);
      swapper.join();
      registry.detach();
    }
    assertThat(failure.get()).isNull();
    assertThat(completed).isGreaterThanOrEqualTo(SWAPS * BUFFERS_PER_SWAP);
  }

  private void swap(VirtioMmioTransport transport, AtomicBoolean swapping) {
    for (int swap = 0; swap < SWAPS && swapping.get(); swap++) {
      registry.attach(new BusyRng(swap));
      int goal = completed + BUFFERS_PER_SWAP;
      while (completed < goal && swapping.get()) {
        Thread.yield();
      }
      if (swap % 10 == 0) {
        transport.running(false);
        transport.running(true);
      }
      registry.detach();
    }
    registry.attach(new BusyRng(SWAPS));
    swapping.set(false);
  }

  /** Keeps the queue full until the swapping ends, then waits for the last buffers. */
  private void drive(GuestDriver driver, AtomicBoolean swapping) throws Exception {
    GuestRing ring = driver.bringUp();
    int posted = 0;
    while (swapping.get() || completed < posted) {
      if (swapping.get() && ring.room() > 0) {
        long at = Rig.BUFFERS + (posted % 64) * (long) BUFFER_BYTES;
        ring.post(GuestRing.writable(at, BUFFER_BYTES));
        driver.kick(ring);
        posted++;
      }
      if (pin.level()) {
        driver.serveInterrupt();
      }
      for (UsedElement used : ring.takeAll()) {
        assertThat(used.length()).isBetween(1L, (long) BUFFER_BYTES);
        completed = completed + 1;
      }
      ring.interruptOnNext();
      clock.advance(Duration.ofMillis(1));
      Thread.yield();
    }
    assertThat(completed).isEqualTo(posted);
    assertThat(driver.read(Register.STATUS)).isEqualTo(0xf);
  }

  /** Answers in full, in part, or not at all, from a thread of its own; ends as backends must. */
  private static final class BusyRng implements RngBackend {

    private final BlockingQueue<EntropyRequest> queue = new LinkedBlockingQueue<>();
    private final Random random;
    private final Thread worker;
    private volatile boolean closed;

    BusyRng(int seed) {
      random = new Random(seed);
      worker = Thread.ofVirtual().start(this::serve);
    }

    @Override
    public void request(EntropyRequest request) {
      queue.add(request);
      if (closed && queue.remove(request)) {
        request.handBack();
      }
    }

    private void serve() {
      try {
        while (!closed) {
          answer(queue.take());
        }
      } catch (InterruptedException _) {
        // the way out
      }
    }

    private void answer(EntropyRequest request) {
      switch (random.nextInt(16)) {
        case 0 -> request.fail(new InvalidRequestException("rng-busy", "out of luck", ""));
        case 1 -> request.handBack();
        case 2, 3 -> fill(request, 1 + random.nextInt(request.sizeBytes()));
        default -> fill(request, request.sizeBytes());
      }
    }

    private static void fill(EntropyRequest request, int bytes) {
      request.fill(ByteBuffer.allocate(bytes));
    }

    @Override
    public void close() {
      closed = true;
      worker.interrupt();
      try {
        worker.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      List<EntropyRequest> rest = new ArrayList<>();
      queue.drainTo(rest);
      rest.forEach(EntropyRequest::handBack);
    }
  }
}
