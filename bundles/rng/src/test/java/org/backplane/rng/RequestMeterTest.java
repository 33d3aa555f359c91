package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.backplane.api.BackendFailedException;
import org.backplane.api.metric.Metrics;
import org.backplane.tck.EntropyProbe;
import org.junit.jupiter.api.Test;

final class RequestMeterTest {

  private final Metrics metrics = TestMeter.metrics();
  private final RequestMeter meter = new RequestMeter(metrics);

  @Test
  void aDeliveryCountsItsBytesAndItsWait() {
    meter.fill(new EntropyProbe(64).request(), ByteBuffer.allocate(40));
    assertThat(count("bytes")).isEqualTo(40);
    assertThat(metrics.latency("request-latency").snapshot().count()).isEqualTo(1);
    assertThat(metrics.latency("request-latency").snapshot().totalNanos()).isPositive();
  }

  @Test
  void whatNobodyWaitsForIsNotCounted() {
    var cancelled = new EntropyProbe(64).request();
    cancelled.cancel();
    meter.fill(cancelled, ByteBuffer.allocate(40));
    meter.handBack(cancelled);
    meter.fail(cancelled, new BackendFailedException("rng", "no", new IllegalStateException()));
    assertThat(count("bytes")).isZero();
    assertThat(count("requests-handed-back")).isZero();
    assertThat(count("requests-failed")).isZero();
  }

  @Test
  void anEndedServerHandsBackAndSaysSo() throws Exception {
    var inside = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var server =
        RequestServer.start(
            "backplane-rng-meter",
            "rng-builtin 'm'",
            RequestServer.Serving.VIRTUAL,
            meter,
            request -> {
              inside.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              throw new IllegalStateException("broken on purpose");
            });
    var first = new EntropyProbe(1);
    var second = new EntropyProbe(1);
    server.submit(first.request());
    inside.await();
    server.submit(second.request());
    Thread closing = Thread.ofVirtual().start(server::close);
    second.await();
    goOn.countDown();
    first.await();
    closing.join();
    server.submit(new EntropyProbe(1).request());
    assertThat(count("requests")).isEqualTo(3);
    assertThat(count("requests-handed-back")).isEqualTo(2);
    assertThat(count("requests-failed")).isEqualTo(1);
  }

  private long count(String name) {
    return metrics.counter(name).value();
  }
}
