package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NegotiationTest {

  private final DrainDevice device = new DrainDevice();
  private final Rig rig = new Rig(device);
  private final GuestDriver driver = rig.driver;

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void offersItsOwnFeaturesAndThoseOfTheRings() {
    assertThat(driver.offered()).isEqualTo(0x1_3000_0003L);
    driver.write(Register.DEVICE_FEATURES_SEL, 2);
    assertThat(driver.read(Register.DEVICE_FEATURES)).isZero();
    driver.write(Register.DEVICE_FEATURES_SEL, -1);
    assertThat(driver.read(Register.DEVICE_FEATURES)).isZero();
  }

  @Test
  void refusesADriverWithoutVersion1() {
    driver.probe();
    assertThat(driver.negotiate(Feature.EVENT_IDX.mask())).isFalse();
    assertThat(driver.read(Register.STATUS)).isEqualTo(3);
  }

  @Test
  void refusesFeaturesThatTheDeviceCannotCombine() {
    driver.probe();
    assertThat(driver.negotiate(Feature.VERSION_1.mask() | 2)).isFalse();
    driver.probe();
    assertThat(driver.negotiate(Feature.VERSION_1.mask() | 3)).isTrue();
  }

  @Test
  void featuresAreSettledUntilReset() throws Exception {
    driver.probe();
    assertThat(driver.negotiate(Feature.VERSION_1.mask())).isTrue();
    driver.write(Register.DRIVER_FEATURES_SEL, 0);
    driver.write(Register.DRIVER_FEATURES, 0x2000_0000);
    GuestRing ring = driver.queue(0);
    driver.ready();
    ring.post(GuestRing.readable(Rig.BUFFERS, 4));
    driver.kick(ring);
    rig.settle();
    driver.serveInterrupt();

    ring.noInterrupts(); // by the flag, which counts only without EVENT_IDX
    rig.memory.setU16(ring.layout.usedEvent(), 1);
    ring.post(GuestRing.readable(Rig.BUFFERS, 4));
    driver.kick(ring);
    rig.settle();
    assertThat(ring.takeAll()).hasSize(2);
    assertThat(rig.pin.level()).isFalse();
  }

  @Test
  void aDriverThatSkipsTheAgreementIsNotServed() throws Exception {
    driver.probe();
    GuestRing ring = driver.queue(0);
    driver.write(Register.STATUS, 7);
    ring.post(GuestRing.readable(Rig.BUFFERS, 4));
    driver.write(Register.QUEUE_NOTIFY, 0);
    rig.settle();
    assertThat(ring.takeAll()).isEmpty();
    assertThat(rig.transport.state()).isEqualTo("not driven");
  }

  @Test
  void needsResetIsTheDevicesAlone() {
    driver.write(Register.STATUS, 0xffff_ffff);
    assertThat(driver.read(Register.STATUS)).isEqualTo(0xb7); // no features, no FEATURES_OK
    driver.reset();
    driver.write(Register.STATUS, 0x80);
    assertThat(driver.read(Register.STATUS)).isEqualTo(0x80);
  }

  @Test
  void resetForgetsTheDriver() throws Exception {
    GuestRing ring = driver.bringUp();
    ring.post(GuestRing.readable(Rig.BUFFERS, 4));
    driver.kick(ring);
    rig.settle();
    driver.write(Register.QUEUE_SEL, 1);
    assertThat(rig.pin.level()).isTrue();

    driver.reset();

    assertThat(rig.pin.level()).isFalse();
    assertThat(driver.read(Register.INTERRUPT_STATUS)).isZero();
    assertThat(driver.read(Register.QUEUE_READY)).isZero();
    assertThat(driver.read(Register.QUEUE_NUM_MAX)).isEqualTo(DrainDevice.QUEUE_SIZE);
    driver.write(Register.QUEUE_READY, 1); // its size is forgotten
    assertThat(driver.read(Register.QUEUE_READY)).isZero();
    rig.settle();
    assertThat(device.calls).contains("reset");
  }

  @Test
  void queuesTakeOnlyGoodSizesAndOnlyBeforeTheyAreReady() {
    driver.write(Register.QUEUE_SEL, 0);
    for (int bad : new int[] {0, 3, 128, -1, 65}) {
      driver.write(Register.QUEUE_NUM, bad);
      driver.write(Register.QUEUE_READY, 1);
      assertThat(driver.read(Register.QUEUE_READY)).as("size %d", bad).isZero();
    }
    driver.write(Register.QUEUE_NUM, 16);
    driver.write(Register.QUEUE_READY, 1);
    assertThat(driver.read(Register.QUEUE_READY)).isEqualTo(1);
  }

  @Test
  void queuesThatDoNotExistHaveNoSize() {
    driver.write(Register.QUEUE_SEL, 1);
    assertThat(driver.read(Register.QUEUE_NUM_MAX)).isEqualTo(1024);
    driver.write(Register.QUEUE_SEL, 2);
    assertThat(driver.read(Register.QUEUE_NUM_MAX)).isZero();
    driver.write(Register.QUEUE_SEL, 1);
    driver.write(Register.QUEUE_SEL, 1024); // ignored
    assertThat(driver.read(Register.QUEUE_NUM_MAX)).isEqualTo(1024);
  }

  @Test
  void configurationIsReadByBytesAndBeyondItAllOnes() {
    device.config = new byte[] {1, 2, 3, 4, (byte) 0xff, 6};
    assertThat(rig.transport.load(0x100, 4)).isEqualTo(0x0403_0201);
    assertThat(rig.transport.load(0x104, 2)).isEqualTo(0x06ff);
    assertThat(rig.transport.load(0x104, 1)).isEqualTo(0xff);
    assertThat(rig.transport.load(0x104, 4)).isEqualTo(0xffff_ffffL);
    assertThat(rig.transport.load(0x1ff, 1)).isEqualTo(0xff);
    assertThat(rig.transport.load(0x200, 4)).isZero();

    rig.transport.store(0x102, 2, 0xabcd);
    rig.transport.store(0x104, 4, 1);
    rig.transport.store(0x100, 8, 1);
    assertThat(device.calls).containsExactly("config 2 2 abcd");
  }

  @Test
  void aNewConfigurationIsToldOnceTheDriverIsReady() throws Exception {
    int before = driver.read(Register.CONFIG_GENERATION);
    device.port().configChanged();
    assertThat(driver.read(Register.CONFIG_GENERATION)).isNotEqualTo(before);
    assertThat(rig.pin.level()).isFalse();

    driver.bringUp();
    device.port().configChanged();
    assertThat(rig.pin.level()).isTrue();
    assertThat(driver.serveInterrupt()).isEqualTo(2);
    assertThat(rig.pin.level()).isFalse();
  }

  @Test
  void legacyRegistersAreIgnoredAndCounted() {
    driver.write(Register.STATUS, 1);
    long before = rig.transport.ignoredAccesses();
    for (int legacy : new int[] {0x28, 0x3c, 0x40}) {
      driver.write(legacy, -1);
      assertThat(driver.read(legacy)).isZero();
    }
    assertThat(rig.transport.ignoredAccesses() - before).isEqualTo(6);
  }

  @Test
  void thereIsNoSharedMemory() {
    for (int register = Register.SHM_LEN_LOW; register <= Register.SHM_BASE_HIGH; register += 4) {
      assertThat(driver.read(register)).isEqualTo(-1);
    }
  }
}
