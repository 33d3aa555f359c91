package org.backplane.vm.runtime.virtio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.device.DeviceBus;
import org.backplane.vm.runtime.memory.GuestMemoryGone;
import org.jspecify.annotations.Nullable;

/**
 * The console device (virtio 1.2, section 5.3). A driver without {@link #MULTIPORT} has port 0,
 * which is open all the time; with it there are all ports, and messages about them.
 */
final class VirtioSerial implements VirtioDevice {

  /** Feature: several ports and the control queues. */
  static final long MULTIPORT = 1L << 1;

  /** Feature: a byte can be printed by a write to the configuration. */
  static final long EMERGENCY_WRITE = 1L << 2;

  private static final List<NamedBit> FEATURE_NAMES =
      List.of(
          new NamedBit(1, "SIZE"),
          new NamedBit(MULTIPORT, "MULTIPORT"),
          new NamedBit(EMERGENCY_WRITE, "EMERG_WRITE"));

  private static final int DEVICE_ID = 3;
  private static final int PORT_QUEUE_SIZE = 128;
  private static final int CONTROL_QUEUE_SIZE = 32;

  // Configuration: u16 columns, u16 rows, u32 ports at most, u32 emergency write.
  private static final int CONFIG_MAX_PORTS = 4;
  private static final int CONFIG_EMERGENCY_WRITE = 8;
  private static final int CONFIG_BYTES = 12;

  private static final int SCRATCH_BYTES = 4096;
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final int maxPorts;
  private final VirtioSerialBus bus;
  private final ConsoleControl control;
  private final byte[] config;
  private final ByteBuffer scratch = ByteBuffer.allocate(SCRATCH_BYTES); // on the loop
  private volatile @Nullable DevicePort port;

  /**
   * @param path its place in the object tree
   * @param maxPorts 1 to 511
   */
  VirtioSerial(String path, int maxPorts, DeviceServices services) {
    this.maxPorts = maxPorts;
    var probe = new ConsoleProbe(path, services.traces().console());
    this.bus = new VirtioSerialBus(maxPorts, services.registry(), probe, this::wake);
    this.control = new ConsoleControl(bus, probe, this::wake);
    this.config =
        ByteBuffer.allocate(CONFIG_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(CONFIG_MAX_PORTS, maxPorts)
            .array();
  }

  private void wake() {
    DevicePort connected = port;
    if (connected != null) {
      connected.wake();
    }
  }

  @Override
  public int deviceId() {
    return DEVICE_ID;
  }

  @Override
  public String name() {
    return "virtio-serial";
  }

  @Override
  public List<NamedBit> featureNames() {
    return FEATURE_NAMES;
  }

  @Override
  public List<Integer> queueSizes() {
    var sizes = new ArrayList<>(List.of(PORT_QUEUE_SIZE, PORT_QUEUE_SIZE));
    if (maxPorts > 1) {
      sizes.addAll(List.of(CONTROL_QUEUE_SIZE, CONTROL_QUEUE_SIZE));
      for (int n = 1; n < maxPorts; n++) {
        sizes.addAll(List.of(PORT_QUEUE_SIZE, PORT_QUEUE_SIZE));
      }
    }
    return sizes;
  }

  @Override
  public long features() {
    return EMERGENCY_WRITE | (maxPorts > 1 ? MULTIPORT : 0);
  }

  @Override
  public byte[] config() {
    return config;
  }

  /** The low byte goes to the first console, whether the driver has negotiated anything or not. */
  @Override
  public void configWritten(int offset, int widthBytes, int value) {
    if (offset == CONFIG_EMERGENCY_WRITE) {
      bus.ports().stream()
          .filter(candidate -> candidate.identity().console())
          .findFirst()
          .ifPresent(console -> console.emergency((byte) value));
    }
  }

  @Override
  public Optional<DeviceBus> bus() {
    return Optional.of(bus);
  }

  @Override
  public void connect(DevicePort newPort) {
    port = newPort;
    newPort.wake();
  }

  @Override
  public void work() {
    DevicePort connected = port;
    if (connected != null) {
      connected.access(queues -> transfer(queues, connected.features()));
    }
  }

  private void transfer(DevicePort.Queues queues, long features)
      throws QueueError, GuestMemoryGone {
    if ((features & MULTIPORT) == 0) {
      Optional<ConsolePort> only = bus.port(0);
      if (only.isPresent()) {
        only.get().move(queues, true, scratch);
      }
      return;
    }
    control.hear(queues);
    control.tell(queues);
    for (ConsolePort each : bus.ports()) {
      each.move(queues, each.talk().guestOpen(), scratch);
    }
    control.tell(queues); // that a peer is gone, once its last bytes have been moved
  }

  @Override
  public void reset() {
    bus.ports().forEach(ConsolePort::reset);
  }

  @Override
  public String state() {
    return "";
  }

  @Override
  public Map<String, PropertyValue> properties() {
    return Map.of(VirtioSerialType.MAX_PORTS, new PropertyValue.Unsigned(maxPorts));
  }

  /** Peers that still have to read are given a second, all of them the same one. */
  @Override
  public void close() {
    long end = System.nanoTime() + LAST_WORDS.toNanos();
    for (ConsolePort each : bus.ports()) {
      each.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
  }
}
