package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The device's own thread against harts and operators that stop or reset it. */
@Timeout(30)
final class FenceTest {

  private final GatedDevice device = new GatedDevice();
  private final GuestMemory memory =
      new GuestMemory(
          List.of(new RamBlock(Rig.RAM, MemorySegment.ofArray(new long[0x2_0000 / 8]), true)));
  private final SpyPin pin = new SpyPin();
  private final VirtioMmioTransport transport =
      VirtioMmioTransport.of("/machine/d0", device, memory, pin, Probes.unread("d0"));
  private final GuestDriver driver = new GuestDriver(transport, memory, Rig.RAM);

  FenceTest() throws Exception {
    transport.running(true);
    driver.bringUp();
  }

  @AfterEach
  void close() {
    device.gate.countDown();
    transport.close();
  }

  @Test
  void stopWaitsForTheBatchUnderWayAndForNothingElse() throws Exception {
    device.mode = Mode.STAY_IN_ACCESS;
    driver.write(Register.QUEUE_NOTIFY, 0);
    await(device.arrived);
    Thread stopper = Thread.ofPlatform().start(() -> transport.running(false));
    awaitBlocked(stopper);
    device.gate.countDown();
    stopper.join();
    assertThat(device.left.getCount()).isZero();
    assertThat(device.port().access(_ -> {})).isFalse();
  }

  @Test
  void resetWaitsForTheBatchUnderWay() throws Exception {
    device.mode = Mode.STAY_IN_ACCESS;
    driver.write(Register.QUEUE_NOTIFY, 0);
    await(device.arrived);
    Thread hart = Thread.ofPlatform().start(driver::reset);
    awaitBlocked(hart);
    device.gate.countDown();
    hart.join();
    assertThat(device.left.getCount()).isZero();
    assertThat(driver.read(Register.STATUS)).isZero();
  }

  @Test
  void aSlowBackendHoldsUpNeitherHartsNorOperators() throws Exception {
    device.mode = Mode.STAY_IN_BACKEND;
    driver.write(Register.QUEUE_NOTIFY, 0);
    await(device.arrived);

    driver.write(Register.QUEUE_NOTIFY, 0);
    assertThat(driver.read(Register.STATUS)).isEqualTo(0xf);
    transport.running(false);
    transport.running(true);
    driver.reset();
    driver.bringUp();
    assertThat(transport.state()).isEqualTo("driver ok");
    assertThat(device.left.getCount()).isEqualTo(1);
  }

  @Test
  void workForAnEarlierDriverFindsTheDoorShut() throws Exception {
    device.mode = Mode.STAY_IN_BACKEND;
    driver.write(Register.QUEUE_NOTIFY, 0);
    await(device.arrived);
    driver.reset();
    driver.bringUp();
    device.gate.countDown();
    await(device.left);
    assertThat(device.accessAfterBackend).isFalse();
  }

  @Test
  void aModelThatThrowsNeedsAResetAndWorksAgain() throws Exception {
    device.mode = Mode.THROW;
    driver.write(Register.QUEUE_NOTIFY, 0);
    await(device.arrived);
    while (!pin.level()) {
      Thread.onSpinWait();
    }
    assertThat(driver.read(Register.STATUS)).isEqualTo(0x4f);
    assertThat(transport.state())
        .isEqualTo("needs reset: internal error: java.lang.IllegalStateException: a bug");
    driver.bringUp();
    assertThat(transport.state()).isEqualTo("driver ok");
  }

  @Test
  void closeEndsTheThread() {
    Thread loop = device.worker();
    transport.close();
    assertThat(loop.isAlive()).isFalse();
    assertThat(device.closed).isTrue();
    transport.store(Register.QUEUE_NOTIFY, 4, 0); // a late hart does no harm
  }

  private static void awaitBlocked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(thread.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private enum Mode {
    IDLE,
    STAY_IN_ACCESS,
    STAY_IN_BACKEND,
    THROW
  }

  /** A model that stays where the test wants it until the gate opens. */
  private static final class GatedDevice implements VirtioDevice {

    final CountDownLatch arrived = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);
    final CountDownLatch left = new CountDownLatch(1);
    private final CountDownLatch worked = new CountDownLatch(1);
    volatile Mode mode = Mode.IDLE;
    volatile boolean accessAfterBackend = true;
    volatile boolean closed;
    private volatile @Nullable Thread worker;
    private volatile @Nullable DevicePort port;

    @Override
    public int deviceId() {
      return 42;
    }

    @Override
    public String name() {
      return "virtio-test";
    }

    @Override
    public List<Integer> queueSizes() {
      return List.of(8);
    }

    @Override
    public void connect(DevicePort newPort) {
      port = newPort;
    }

    DevicePort port() {
      return Objects.requireNonNull(port);
    }

    Thread worker() {
      port().wake();
      await(worked);
      return Objects.requireNonNull(worker);
    }

    @Override
    public void work() {
      worker = Thread.currentThread();
      worked.countDown();
      switch (mode) {
        case IDLE -> {}
        case STAY_IN_ACCESS -> port().access(_ -> stay());
        case STAY_IN_BACKEND -> {
          stay();
          accessAfterBackend = port().access(_ -> {});
          mode = Mode.IDLE;
          left.countDown();
        }
        case THROW -> {
          mode = Mode.IDLE;
          arrived.countDown();
          throw new IllegalStateException("a bug");
        }
      }
    }

    private void stay() {
      arrived.countDown();
      await(gate);
      if (mode == Mode.STAY_IN_ACCESS) {
        left.countDown();
      }
    }

    @Override
    public void reset() {}

    @Override
    public String state() {
      return "";
    }

    @Override
    public Map<String, PropertyValue> properties() {
      return Map.of();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
