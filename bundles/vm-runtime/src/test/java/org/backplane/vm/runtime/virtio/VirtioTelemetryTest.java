package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.backplane.api.metric.Metrics;
import org.backplane.vm.runtime.trace.TraceRecorder;
import org.backplane.vm.runtime.trace.Traces;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an entropy device and its transport tell and count. */
final class VirtioTelemetryTest {

  private static final String PATH = "/machine/peripheral/d0";

  private final FakeRegistry registry = new FakeRegistry();
  private final HandClock clock = new HandClock();
  private final ScriptedRng backend = new ScriptedRng();
  private final Traces traces = Traces.unheard();
  private final Metrics metrics = Probes.metrics(new VirtioRngType().description());
  private final TraceRecorder recorder = new TraceRecorder();
  private Rig rig = new Rig(new DrainDevice());

  private void start(Map<String, Long> settings) throws Exception {
    rig.close();
    registry.attach(backend);
    var services = new DeviceServices(registry, clock, traces);
    rig =
        new Rig(
            Rig.rngDevice(PATH, settings, metrics, services),
            new VirtioProbe(PATH, traces.virtio(), metrics));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  /** What was told since the last call, without names and paths that all have. */
  private String told() {
    List<String> lines =
        recorder.taken().stream()
            .map(line -> line.replace(" " + PATH, ""))
            .map(line -> line.replace("virtio_mmio_write_offset", "W"))
            .map(line -> line.replace("virtio_mmio_read", "R").replace("virtio_mmio_", ""))
            .toList();
    return String.join(", ", lines);
  }

  @Test
  void aProbeIsToldAccessByAccess() throws Exception {
    start(Map.of());
    recorder.on(traces.virtio());

    assertThat(rig.driver.probe()).isEqualTo(4);
    assertThat(told())
        .isEqualTo(
            "R 0x0, R 0x4, R 0x8, R 0xc, W 0x70 0x0, virtio_set_status 0x0, R 0x70,"
                + " W 0x70 0x1, virtio_set_status 0x1");

    assertThat(rig.driver.negotiate(Feature.ALL)).isTrue();
    assertThat(told())
        .isEqualTo(
            "R 0x70, R 0x70, W 0x70 0x3, virtio_set_status 0x3, W 0x14 0x1, R 0x10, W 0x14 0x0,"
                + " R 0x10, W 0x24 0x1, W 0x20 0x1, W 0x24 0x0, W 0x20 0x30000000, R 0x70,"
                + " W 0x70 0xb, virtio_set_status 0xb, R 0x70");

    GuestRing ring = rig.driver.queue(0);
    assertThat(told())
        .isEqualTo(
            "W 0x30 0x0, R 0x44, R 0x34, W 0x38 0x8, queue_write 8 8, W 0x80 0x80000000,"
                + " W 0x84 0x0, W 0x90 0x80004000, W 0x94 0x0, W 0xa0 0x80005000, W 0xa4 0x0,"
                + " W 0x44 0x1");

    rig.driver.ready();
    rig.settle();
    assertThat(told()).isEqualTo("R 0x70, W 0x70 0xf, virtio_set_status 0xf");

    ring.post(GuestRing.writable(Rig.BUFFERS, 64));
    rig.driver.kick(ring);
    rig.settle();
    assertThat(told()).isEqualTo("W 0x50 0x0, virtio_queue_notify 0");
    backend.fill();
    rig.settle();
    assertThat(told())
        .isEqualTo(
            "virtqueue_pop 0 0 1 0, virtqueue_fill 0 0 64 0, virtqueue_flush 0 1,"
                + " virtio_notify 0, setting_irq 1");
    assertThat(rig.driver.serveInterrupt()).isEqualTo(1);
    assertThat(told()).isEqualTo("R 0x60, W 0x64 0x1, setting_irq 0");

    rig.driver.queueDown(0);
    assertThat(told()).isEqualTo("W 0x30 0x0, W 0x44 0x0, R 0x44");
  }

  @Test
  void aRequestForEntropyIsToldStepByStep() throws Exception {
    start(Map.of("max-bytes", 100L));
    recorder.on(traces.rng());
    rig.settle();
    assertThat(told()).isEqualTo("virtio_rng_guest_not_ready");
    GuestRing ring = rig.driver.bringUp();
    rig.settle();
    assertThat(told()).isEmpty();
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    assertThat(told()).isEqualTo("virtio_rng_request 64 100");
    rig.transport.running(false);
    backend.fill(60);
    rig.settle();
    assertThat(told()).isEqualTo("virtio_rng_vm_state_change false, virtio_rng_cpu_is_stopped 60");
    rig.transport.running(true);
    rig.settle();
    assertThat(told())
        .isEqualTo("virtio_rng_vm_state_change true, virtio_rng_popped, virtio_rng_pushed 60");
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    assertThat(told()).isEqualTo("virtio_rng_request 40 40");
  }

  @Test
  void nothingIsToldWhileNobodyListens() throws Exception {
    start(Map.of());
    recorder.on(traces.rng(), traces.virtio());
    traces.virtio().points().forEach(point -> point.shut());
    traces.rng().points().forEach(point -> point.shut());
    serve(rig.driver.bringUp(), 3);
    assertThat(told()).isEmpty();
  }

  private void serve(GuestRing ring, int requests) throws Exception {
    for (int n = 0; n < requests; n++) {
      ring.interruptOnNext();
      rig.postBuffer(ring, 0, 64);
      rig.settle();
      backend.fill();
      rig.settle();
      assertThat(ring.take()).isPresent();
      rig.driver.serveInterrupt();
    }
  }

  @Test
  void requestsAreCountedExactly() throws Exception {
    start(Map.of());
    GuestRing ring = rig.driver.bringUp();
    serve(ring, 50);
    assertThat(counter("requests")).isEqualTo(50);
    assertThat(counter("entropy-bytes")).isEqualTo(50 * 64);
    assertThat(counter("notifications")).isEqualTo(50);
    assertThat(counter("chains")).isEqualTo(50);
    assertThat(counter("bytes-to-guest")).isEqualTo(50 * 64);
    assertThat(counter("bytes-from-guest")).isZero();
    assertThat(counter("interrupts")).isEqualTo(50);
    assertThat(counter("throttled")).isZero();
    assertThat(counter("failures")).isZero();
    var latency = metrics.latency("request-latency").snapshot();
    assertThat(latency.count()).isEqualTo(50);
    assertThat(latency.totalNanos()).isPositive();
  }

  @Test
  void whatTheBackendBroughtInVainIsCountedAsItsBytesOnly() throws Exception {
    start(Map.of());
    GuestRing ring = rig.driver.bringUp();
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    rig.driver.reset();
    ring = rig.driver.bringUp();
    rig.postBuffer(ring, 0, 16);
    rig.settle();
    backend.fill();
    rig.settle();
    assertThat(counter("entropy-bytes")).isEqualTo(64);
    assertThat(counter("bytes-to-guest")).isEqualTo(16);
  }

  @Test
  void waitsBecauseOfALimitAreCounted() throws Exception {
    start(Map.of("max-bytes", 64L, "period", 1000L));
    GuestRing ring = rig.driver.bringUp();
    serve(ring, 1);
    assertThat(counter("throttled")).isZero();
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    rig.driver.write(Register.QUEUE_NOTIFY, 0);
    rig.settle();
    assertThat(counter("throttled")).as("one wait, however often it is looked at").isEqualTo(1);
    assertThat(backend.waiting()).isZero();
    clock.advance(Duration.ofSeconds(1));
    rig.settle();
    assertThat(backend.waiting()).isEqualTo(1);
    backend.fill();
    rig.settle();
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    assertThat(counter("throttled")).isEqualTo(2);
  }

  @Test
  void aBackendThatIsAwayIsNoLimit() throws Exception {
    start(Map.of("x-rate", 1000L));
    registry.detach();
    GuestRing ring = rig.driver.bringUp();
    rig.postBuffer(ring, 0, 64);
    rig.settle();
    assertThat(counter("throttled")).isZero();
    assertThat(counter("requests")).isZero();
  }

  @Test
  void aFailureIsToldAndCountedOnce() throws Exception {
    start(Map.of());
    GuestRing ring = rig.driver.bringUp();
    recorder.on(traces.virtio());
    ring.jumpTo(100);
    rig.driver.write(Register.QUEUE_NOTIFY, 0);
    rig.settle();
    rig.driver.write(Register.QUEUE_NOTIFY, 0);
    rig.settle();
    assertThat(counter("failures")).isEqualTo(1);
    assertThat(told()).contains("virtio_needs_reset queue 0: 100 chains available");
  }

  @Test
  void narrowWritesAreToldAsTheDeviceTakesThem() throws Exception {
    start(Map.of());
    recorder.on(traces.virtio());
    rig.transport.store(0x101, 1, -2L);
    rig.transport.store(0x100, 8, -2L);
    assertThat(told()).isEqualTo("W 0x101 0xfe, W 0x100 0xfffffffffffffffe");
  }

  private long counter(String name) {
    return metrics.counter(name).value();
  }
}
