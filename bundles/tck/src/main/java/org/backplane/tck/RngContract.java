package org.backplane.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.tck.EntropyProbe.Ending;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link RngBackend} must do. Extend it in the backend's own tests. */
public abstract class RngContract {

  private static final int GUEST_REQUEST_BYTES = 64;
  private static final int MANY = 2_000;
  // The second that close() has, and a little for a busy machine.
  private static final Duration CLOSE_WITHIN = Duration.ofMillis(1_200);

  private TestCreation creation;
  private RngBackend backend;
  private boolean closed;

  /** The factory under test. */
  protected abstract BackendFactory factory();

  /** What its definition needs, by property name. */
  protected Map<String, ?> properties() {
    return Map.of();
  }

  /** Adds to the definition what its code leases. */
  protected TestCreation prepared(TestCreation definition) {
    return definition;
  }

  @BeforeEach
  final void create() throws BackplaneException {
    creation = prepared(new TestCreation(factory().description(), "rng0", properties()));
    backend = (RngBackend) factory().create(creation);
  }

  @AfterEach
  final void end() {
    close();
    creation.close();
  }

  private void close() {
    if (!closed) {
      closed = true;
      backend.close();
    }
  }

  private EntropyProbe ask(int sizeBytes) {
    var probe = new EntropyProbe(sizeBytes);
    backend.request(probe.request());
    return probe;
  }

  private List<EntropyProbe> askMany() {
    return IntStream.range(0, MANY).mapToObj(_ -> ask(GUEST_REQUEST_BYTES)).toList();
  }

  @Test
  void deliversOneByteToAllThatWereAskedFor() throws Exception {
    for (int size : new int[] {1, 2, GUEST_REQUEST_BYTES, 4097, EntropyRequest.MAX_BYTES}) {
      EntropyProbe probe = ask(size);
      assertThat(probe.await()).isEqualTo(Ending.FILLED);
      assertThat(probe.bytes()).hasSizeBetween(1, size);
    }
  }

  @Test
  void deliversOtherBytesEachTime() throws Exception {
    EntropyProbe first = ask(GUEST_REQUEST_BYTES);
    EntropyProbe second = ask(GUEST_REQUEST_BYTES);
    first.await();
    second.await();
    assertThat(first.bytes()).isNotEqualTo(second.bytes());
    assertThat(first.bytes()).isNotEqualTo(new byte[first.bytes().length]);
  }

  @Test
  void endsEveryRequestExactlyOnce() throws Exception {
    List<EntropyProbe> probes = askMany();
    for (EntropyProbe probe : probes) {
      assertThat(probe.await()).isEqualTo(Ending.FILLED);
    }
    close();
    assertThat(probes).allMatch(probe -> probe.completions() == 1);
  }

  @Test
  void neverEndsARequestWithinTheCallThatMakesIt() throws Exception {
    for (EntropyProbe probe : askMany()) {
      probe.await();
      assertThat(probe.completer()).isNotSameAs(Thread.currentThread());
    }
  }

  @Test
  void servesInTheOrderOfAsking() throws Exception {
    var served = new ConcurrentLinkedQueue<Integer>();
    var probes = new ArrayList<EntropyProbe>();
    for (int i = 0; i < MANY; i++) {
      int number = i;
      var probe = new EntropyProbe(1);
      probes.add(probe);
      var recorder = new RecordingReceiver(probe, () -> served.add(number));
      backend.request(new EntropyRequest(1, recorder));
    }
    for (EntropyProbe probe : probes) {
      probe.await();
    }
    assertThat(served).containsExactlyElementsOf(IntStream.range(0, MANY).boxed().toList());
  }

  @Test
  void goesOnAfterACancelledRequestAndABrokenReceiver() throws Exception {
    var cancelled = new EntropyProbe(GUEST_REQUEST_BYTES);
    cancelled.request().cancel();
    backend.request(cancelled.request());
    var broken = new EntropyProbe(GUEST_REQUEST_BYTES).thatThrows();
    backend.request(broken.request());
    assertThat(ask(GUEST_REQUEST_BYTES).await()).isEqualTo(Ending.FILLED);
    assertThat(cancelled.completions()).isZero();
    assertThat(broken.completions()).isOne();
  }

  @Test
  void closeEndsWhatIsUnderWayWithinItsTime() throws Exception {
    List<EntropyProbe> probes = askMany();
    long start = System.nanoTime();
    close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CLOSE_WITHIN);
    assertThat(probes).allMatch(EntropyProbe::hasEnded);
    assertThat(probes).allMatch(probe -> probe.completions() == 1);
  }

  @Test
  void handsBackAtOnceAfterClose() {
    close();
    EntropyProbe probe = ask(GUEST_REQUEST_BYTES);
    assertThat(probe.hasEnded()).isTrue();
    assertThat(probe.completions()).isOne();
    assertThat(probe.request().isDone()).isTrue();
  }

  @Test
  void newCodeServesTheSameDefinition() throws Exception {
    close();
    try (var next = (RngBackend) factory().create(creation)) {
      var probe = new EntropyProbe(GUEST_REQUEST_BYTES);
      next.request(probe.request());
      assertThat(probe.await()).isEqualTo(Ending.FILLED);
    }
  }

  @Test
  void readsBackAsOpened() {
    assertThat(creation.get(backend, "opened")).contains(TestProperties.value(true));
  }

  @Test
  void leavesNoThreadBehind() throws Exception {
    ask(GUEST_REQUEST_BYTES).await();
    assertThat(LiveThreads.named("-rng0")).as("threads named after the object").isNotEmpty();
    close();
    // A thread whose work is done may take a moment to vanish.
    long end = System.nanoTime() + CLOSE_WITHIN.toNanos();
    while (!LiveThreads.named("-rng0").isEmpty()) {
      assertThat(System.nanoTime()).as("threads are still there").isLessThan(end);
    }
  }

  private record RecordingReceiver(EntropyRequest.Receiver next, Runnable note)
      implements EntropyRequest.Receiver {
    @Override
    public void filled(ByteBuffer entropy) {
      note.run();
      next.filled(entropy);
    }

    @Override
    public void handedBack() {
      next.handedBack();
    }

    @Override
    public void failed(BackplaneException reason) {
      next.failed(reason);
    }
  }
}
