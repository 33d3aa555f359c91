package org.backplane.vm.runtime.virtio;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.VirtioReport;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.device.Device;
import org.backplane.vm.runtime.device.DeviceBus;
import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.device.MmioDevice;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.virtio.QueueRegisters.Area;

/**
 * A virtio device behind memory-mapped registers, version 2 (virtio 1.2, section 4.2). Whatever a
 * guest reads or writes here, it gets an answer and never a fault.
 */
public final class VirtioMmioTransport implements MmioDevice, Device {

  private static final int MAX_QUEUES = 1024;
  private static final int NOTIFY_INDEX_MASK = 0xffff;

  private final VirtioDevice device;
  private final VirtioFrontEnd frontEnd;
  private final Reporting reporting;
  private final VirtioProbe probe;

  private int deviceFeaturesSel;
  private int driverFeaturesSel;
  private int queueSel;
  private long ignoredAccesses;

  private VirtioMmioTransport(
      VirtioDevice device, VirtioFrontEnd frontEnd, Reporting reporting, VirtioProbe probe) {
    this.device = device;
    this.frontEnd = frontEnd;
    this.reporting = reporting;
    this.probe = probe;
  }

  /**
   * Puts a device model behind a transport and starts its loop. The transport closes the model.
   *
   * @param path the device's place in the object tree, for messages
   * @param pin the transport's interrupt line
   */
  public static VirtioMmioTransport of(
      String path, VirtioDevice device, GuestMemory memory, InterruptPin pin, VirtioProbe probe) {
    return of(path, device, memory, pin, probe, step -> new DeviceLoop("virtio " + path, step));
  }

  static VirtioMmioTransport of(
      String path,
      VirtioDevice device,
      GuestMemory memory,
      InterruptPin pin,
      VirtioProbe probe,
      Function<Runnable, WorkLoop> loops) {
    var frontEnd = new VirtioFrontEnd(path, device, memory, pin, probe, loops);
    frontEnd.start();
    return new VirtioMmioTransport(device, frontEnd, new Reporting(path, device), probe);
  }

  @Override
  public long load(long offset, int widthBytes) {
    probe.registerRead(offset);
    if (offset < 0 || offset >= Register.END) {
      return 0;
    }
    if (offset >= Register.CONFIG) {
      return ConfigSpace.load(device.config(), (int) offset - Register.CONFIG, widthBytes);
    }
    frontEnd.acquire();
    try {
      return widthBytes == Integer.BYTES ? Integer.toUnsignedLong(read((int) offset)) : ignored();
    } finally {
      frontEnd.release();
    }
  }

  private int read(int register) {
    return switch (register) {
      case Register.MAGIC_VALUE -> Register.MAGIC;
      case Register.VERSION -> Register.VERSION_2;
      case Register.DEVICE_ID -> device.deviceId();
      case Register.VENDOR_ID -> Register.VENDOR;
      case Register.DEVICE_FEATURES -> frontEnd.driver().negotiation().offered(deviceFeaturesSel);
      case Register.QUEUE_NUM_MAX -> selected().map(QueueRegisters::maxSize).orElse(0);
      case Register.QUEUE_READY -> selected().filter(QueueRegisters::ready).isPresent() ? 1 : 0;
      case Register.INTERRUPT_STATUS -> frontEnd.interrupt().status();
      case Register.STATUS -> frontEnd.driver().status();
      // All ones: there is no shared memory region.
      case Register.SHM_LEN_LOW,
          Register.SHM_LEN_HIGH,
          Register.SHM_BASE_LOW,
          Register.SHM_BASE_HIGH ->
          -1;
      case Register.CONFIG_GENERATION -> frontEnd.driver().generation();
      default -> ignored();
    };
  }

  @Override
  public void store(long offset, int widthBytes, long value) {
    probe.registerWritten(offset, widthBytes, value);
    if (offset < 0 || offset >= Register.END) {
      return;
    }
    if (offset >= Register.CONFIG) {
      ConfigSpace.store(device, (int) offset - Register.CONFIG, widthBytes, value);
      return;
    }
    frontEnd.acquire();
    try {
      if (widthBytes == Integer.BYTES) {
        write((int) offset, (int) value);
      } else {
        ignored();
      }
    } finally {
      frontEnd.release();
    }
  }

  private void write(int register, int value) {
    switch (register) {
      case Register.DEVICE_FEATURES_SEL -> deviceFeaturesSel = value;
      case Register.DRIVER_FEATURES_SEL -> driverFeaturesSel = value;
      case Register.DRIVER_FEATURES ->
          frontEnd.driver().negotiation().write(driverFeaturesSel, value);
      case Register.QUEUE_SEL -> select(value);
      case Register.QUEUE_NOTIFY -> notified(value & NOTIFY_INDEX_MASK);
      case Register.INTERRUPT_ACK -> frontEnd.interrupt().acknowledge(value);
      case Register.STATUS -> writeStatus(value);
      default -> writeQueue(register, value);
    }
  }

  private void writeQueue(int register, int value) {
    switch (register) {
      case Register.QUEUE_NUM -> onSelected(q -> setSize(q, value));
      case Register.QUEUE_READY ->
          onSelected(q -> frontEnd.driver().writeReady(q, (value & 1) != 0));
      case Register.QUEUE_DESC_LOW -> onSelected(q -> q.setLow(Area.DESCRIPTORS, value));
      case Register.QUEUE_DESC_HIGH -> onSelected(q -> q.setHigh(Area.DESCRIPTORS, value));
      case Register.QUEUE_DRIVER_LOW -> onSelected(q -> q.setLow(Area.AVAILABLE, value));
      case Register.QUEUE_DRIVER_HIGH -> onSelected(q -> q.setHigh(Area.AVAILABLE, value));
      case Register.QUEUE_DEVICE_LOW -> onSelected(q -> q.setLow(Area.USED, value));
      case Register.QUEUE_DEVICE_HIGH -> onSelected(q -> q.setHigh(Area.USED, value));
      default -> ignored();
    }
  }

  private void setSize(QueueRegisters queue, int value) {
    probe.queueSized(value, queue.maxSize());
    queue.setSize(Integer.toUnsignedLong(value));
  }

  private Optional<QueueRegisters> selected() {
    return frontEnd.driver().queue(queueSel);
  }

  private void onSelected(Consumer<QueueRegisters> change) {
    selected().ifPresent(change);
  }

  private void select(int value) {
    if (value >= 0 && value < MAX_QUEUES) {
      queueSel = value;
    }
  }

  private void notified(int queue) {
    if (frontEnd.driver().queue(queue).isPresent()) {
      probe.notifiedByDriver(queue);
      frontEnd.wake();
    }
  }

  private void writeStatus(int value) {
    probe.statusSet(value & 0xff);
    if ((value & 0xff) == 0) {
      resetUnderLock();
    } else {
      frontEnd.driver().writeStatus(value);
    }
    frontEnd.wake();
  }

  private void resetUnderLock() {
    deviceFeaturesSel = 0;
    driverFeaturesSel = 0;
    queueSel = 0;
    frontEnd.driver().reset();
  }

  private int ignored() {
    ignoredAccesses++;
    return 0;
  }

  /** How many accesses meant no register of this version: a hint at a legacy or broken driver. */
  long ignoredAccesses() {
    frontEnd.acquire();
    try {
      return ignoredAccesses;
    } finally {
      frontEnd.release();
    }
  }

  /** One line on how the device is: {@code driver ok}, {@code needs reset: …} and so on. */
  public String state() {
    return frontEnd.state();
  }

  /** How the device and its driver stand to each other; a register access may wait for it. */
  public VirtioReport report() {
    frontEnd.acquire();
    try {
      return reporting.of(
          frontEnd.driver(), frontEnd.interrupt().status(), queueSel, frontEnd.running());
    } finally {
      frontEnd.release();
    }
  }

  /** The bus that the device brings along, if it does. */
  public Optional<DeviceBus> bus() {
    return device.bus();
  }

  /** The current values of the device's properties. */
  public Map<String, PropertyValue> properties() {
    return device.properties();
  }

  /** Switches a link of the device, see {@link VirtioDevice#exchange}. */
  public void exchange(String property, String object) throws BackplaneException {
    device.exchange(property, object);
  }

  /** Waits until the device has done what it was told so far, at most for a while. */
  public void settle(Duration patience) throws InterruptedException {
    frontEnd.settle(patience);
  }

  @Override
  public void reset() {
    frontEnd.acquire();
    try {
      resetUnderLock();
    } finally {
      frontEnd.release();
    }
    frontEnd.wake();
  }

  @Override
  public void running(boolean runs) {
    frontEnd.running(runs);
  }

  @Override
  public void close() {
    frontEnd.close();
  }
}
