package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.api.cpu.BusFault;
import org.backplane.vm.runtime.device.MmioDevice;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/**
 * A guest's virtio-mmio driver: finds the device, negotiates, sets queues up, kicks and serves
 * interrupts, in the order in which a Linux guest does.
 */
final class GuestDriver {

  static final int ACKNOWLEDGE = 1;
  static final int DRIVER = 2;
  static final int FEATURES = ACKNOWLEDGE | DRIVER | DriverState.FEATURES_OK;
  static final int READY = FEATURES | DriverState.DRIVER_OK;

  private final MmioDevice device;
  private final GuestMemory memory;
  private final long ringArea;
  private long features;

  /**
   * @param ringArea where queues go, 64 KiB apart, in guest memory
   */
  GuestDriver(MmioDevice device, GuestMemory memory, long ringArea) {
    this.device = device;
    this.memory = memory;
    this.ringArea = ringArea;
  }

  int read(int register) {
    try {
      return (int) device.load(register, Integer.BYTES);
    } catch (BusFault fault) {
      throw new AssertionError(fault);
    }
  }

  void write(int register, int value) {
    try {
      device.store(register, Integer.BYTES, Integer.toUnsignedLong(value));
    } catch (BusFault fault) {
      throw new AssertionError(fault);
    }
  }

  /** Is it a device, and which? */
  int probe() {
    assertThat(read(Register.MAGIC_VALUE)).isEqualTo(Register.MAGIC);
    assertThat(read(Register.VERSION)).isEqualTo(2);
    int id = read(Register.DEVICE_ID);
    read(Register.VENDOR_ID);
    reset();
    write(Register.STATUS, ACKNOWLEDGE);
    return id;
  }

  void reset() {
    write(Register.STATUS, 0);
    assertThat(read(Register.STATUS)).isZero();
  }

  /** Accepts these features, as far as offered; answers whether the device agrees. */
  boolean negotiate(long wanted) {
    read(Register.STATUS);
    read(Register.STATUS);
    write(Register.STATUS, ACKNOWLEDGE | DRIVER);
    features = wanted & offered();
    accept(1, (int) (features >>> 32));
    accept(0, (int) features);
    read(Register.STATUS);
    write(Register.STATUS, FEATURES);
    return (read(Register.STATUS) & DriverState.FEATURES_OK) != 0;
  }

  long offered() {
    write(Register.DEVICE_FEATURES_SEL, 1);
    long high = read(Register.DEVICE_FEATURES);
    write(Register.DEVICE_FEATURES_SEL, 0);
    return high << 32 | Integer.toUnsignedLong(read(Register.DEVICE_FEATURES));
  }

  private void accept(int window, int bits) {
    write(Register.DRIVER_FEATURES_SEL, window);
    write(Register.DRIVER_FEATURES, bits);
  }

  /** Sets a queue up, as large as the device allows, in guest memory of its own. */
  GuestRing queue(int index) throws GuestMemoryException {
    write(Register.QUEUE_SEL, index);
    assertThat(read(Register.QUEUE_READY)).isZero();
    int size = read(Register.QUEUE_NUM_MAX);
    long at = ringArea + index * 0x1_0000L;
    return queue(new RingLayout(size, at, at + 0x4000, at + 0x5000));
  }

  /** Sets the selected queue up at that place. */
  GuestRing queue(RingLayout layout) throws GuestMemoryException {
    var ring = new GuestRing(memory, layout, Feature.EVENT_IDX.in(features));
    announce(layout);
    return ring;
  }

  /** Tells the device about the selected queue, without a look at memory. */
  void announce(RingLayout layout) {
    write(Register.QUEUE_NUM, layout.size());
    address(Register.QUEUE_DESC_LOW, layout.descriptors());
    address(Register.QUEUE_DRIVER_LOW, layout.available());
    address(Register.QUEUE_DEVICE_LOW, layout.used());
    write(Register.QUEUE_READY, 1);
  }

  private void address(int register, long address) {
    write(register, (int) address);
    write(register + 4, (int) (address >>> 32));
  }

  void ready() {
    read(Register.STATUS);
    write(Register.STATUS, READY);
  }

  /** All of the above with one queue and all features. */
  GuestRing bringUp() throws GuestMemoryException {
    return bringUp(Feature.ALL);
  }

  GuestRing bringUp(long wanted) throws GuestMemoryException {
    probe();
    assertThat(negotiate(wanted)).isTrue();
    GuestRing ring = queue(0);
    ready();
    return ring;
  }

  /** Notifies the device if it asked for that. */
  void kick(GuestRing ring) throws GuestMemoryException {
    if (ring.kickNeeded()) {
      write(Register.QUEUE_NOTIFY, 0);
    }
  }

  /** Serves an interrupt: answers its status bits and acknowledges them. */
  int serveInterrupt() {
    int bits = read(Register.INTERRUPT_STATUS);
    write(Register.INTERRUPT_ACK, bits);
    return bits;
  }

  void queueDown(int index) {
    write(Register.QUEUE_SEL, index);
    write(Register.QUEUE_READY, 0);
    assertThat(read(Register.QUEUE_READY)).isZero();
  }
}
