package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.metric.Metrics;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.tck.EntropyProbe;
import org.backplane.tck.EntropyProbe.Ending;
import org.backplane.tck.LiveThreads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RequestServerTest {

  private static final int THREADS = 8;
  private static final int REQUESTS = 20_000;

  private final Metrics metrics = TestMeter.metrics();

  @Test
  void manyFrontEndsLoseNoRequest() throws Exception {
    var completed = new AtomicInteger();
    var done = new CountDownLatch(THREADS * REQUESTS);
    try (var server = start(new ProcessEntropy(TestMeter.requests()));
        ExecutorService frontEnds = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> submitted = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        submitted.add(frontEnds.submit(() -> submitAll(server, completed, done)));
      }
      for (Future<?> one : submitted) {
        one.get();
      }
      done.await();
    }
    assertThat(completed).hasValue(THREADS * REQUESTS);
  }

  @Test
  void exchangesUnderLoadEndEveryRequestOnce() throws Exception {
    for (int round = 0; round < 50; round++) {
      var server = start(new ProcessEntropy(TestMeter.requests()));
      List<EntropyProbe> probes = new ArrayList<>();
      var half = new CountDownLatch(1);
      Thread frontEnd =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 400; i++) {
                      var probe = new EntropyProbe(64);
                      probes.add(probe);
                      server.submit(probe.request());
                      if (i == 200) {
                        half.countDown();
                      }
                    }
                  });
      half.await();
      server.close();
      frontEnd.join();
      assertThat(probes).hasSize(400).allMatch(probe -> probe.completions() == 1);
    }
  }

  @Test
  void closeHandsBackWhatWaitsBehindASlowSource() throws Exception {
    var inside = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var server =
        start(
            request -> {
              inside.countDown();
              await(goOn);
              request.fill(ByteBuffer.allocate(request.sizeBytes()));
            });
    var underWay = submit(server);
    inside.await();
    server.submit(new EntropyProbe(64).thatThrows().request());
    var waiting = submit(server);
    server.close(); // comes back although the source does not
    assertThat(waiting.await()).isEqualTo(Ending.HANDED_BACK);
    assertThat(underWay.hasEnded()).isFalse();
    goOn.countDown();
    assertThat(underWay.await()).isEqualTo(Ending.FILLED);
  }

  @Test
  void aReceiverWhoseBundleGoesCostsItsOwnRequest() throws Exception {
    try (var server = start(new ProcessEntropy(TestMeter.requests()))) {
      server.submit(
          new EntropyRequest(
              1,
              new OnFilled(
                  () -> {
                    throw new NoClassDefFoundError("gone on purpose");
                  })));
      assertThat(submit(server).await()).isEqualTo(Ending.FILLED);
    }
  }

  @Test
  void aSourceThatThrowsFailsTheRequestAndIsAskedAgain() throws Exception {
    var reason = new AtomicReference<@Nullable BackplaneException>();
    var failures =
        new ArrayDeque<Runnable>(
            List.of(
                () -> {
                  throw new IllegalStateException("dry");
                },
                () -> {
                  throw new NoClassDefFoundError("gone on purpose");
                },
                () -> {
                  throw new StackOverflowError("on purpose");
                }));
    var entropy = new ProcessEntropy(TestMeter.requests());
    RequestServer.Source source =
        request -> {
          Runnable failure = failures.poll();
          if (failure != null) {
            failure.run();
          }
          entropy.serve(request);
        };
    try (var server = start(source)) {
      server.submit(new EntropyRequest(1, new OnFailed(reason)));
      assertThat(submit(server).await()).isEqualTo(Ending.FAILED);
      assertThat(submit(server).await()).isEqualTo(Ending.FAILED);
      assertThat(submit(server).await()).isEqualTo(Ending.FILLED);
    }
    assertThat(reason.get())
        .isInstanceOf(BackendFailedException.class)
        .hasMessageStartingWith("rng-builtin 'test': its source of entropy failed")
        .hasRootCauseMessage("dry");
  }

  @Test
  void aReceiverMayAskAgainAndCloseFromItsCall() throws Exception {
    var ended = new CountDownLatch(1);
    var server = start(new ProcessEntropy(TestMeter.requests()));
    server.submit(new EntropyRequest(1, again(server, 1_000, ended)));
    ended.await();
    assertThat(submit(server).hasEnded()).isTrue();
    server.close();
    assertThat(LiveThreads.named("backplane-rng-test")).isEmpty();
  }

  private RequestServer start(RequestServer.Source source) {
    return RequestServer.start(
        "backplane-rng-test",
        "rng-builtin 'test'",
        RequestServer.Serving.VIRTUAL,
        new RequestMeter(metrics),
        source);
  }

  private static EntropyProbe submit(RequestServer server) {
    var probe = new EntropyProbe(64);
    server.submit(probe.request());
    return probe;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void submitAll(
      RequestServer server, AtomicInteger completed, CountDownLatch done) {
    for (int i = 0; i < REQUESTS; i++) {
      server.submit(
          new EntropyRequest(
              16,
              new OnFilled(
                  () -> {
                    completed.incrementAndGet();
                    done.countDown();
                  })));
    }
  }

  private static EntropyRequest.Receiver again(
      RequestServer server, int times, CountDownLatch ended) {
    return new OnFilled(
        () -> {
          if (times > 0) {
            server.submit(new EntropyRequest(1, again(server, times - 1, ended)));
          } else {
            server.close();
            ended.countDown();
          }
        });
  }

  private record OnFailed(AtomicReference<@Nullable BackplaneException> reason)
      implements EntropyRequest.Receiver {
    @Override
    public void filled(ByteBuffer entropy) {}

    @Override
    public void handedBack() {}

    @Override
    public void failed(BackplaneException why) {
      reason.set(why);
      throw new IllegalStateException("a receiver that is broken too");
    }
  }

  private record OnFilled(Runnable action) implements EntropyRequest.Receiver {
    @Override
    public void filled(ByteBuffer entropy) {
      action.run();
    }

    @Override
    public void handedBack() {}

    @Override
    public void failed(BackplaneException reason) {}
  }
}
