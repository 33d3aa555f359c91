package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.metric.Metrics;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.vm.runtime.device.BusDevice;
import org.backplane.vm.runtime.device.BusDeviceType;
import org.backplane.vm.runtime.device.DeviceBus;
import org.backplane.vm.runtime.memory.GuestMemoryException;
import org.backplane.vm.runtime.trace.Traces;

/** A console device on a rig, and a driver for it that sets up three ports' queues at most. */
final class ConsoleGuest implements AutoCloseable {

  static final int MESSAGE_BUFFER = 64;
  private static final int QUEUES = 8;

  final FakeChardevs chardevs = new FakeChardevs();
  final Traces traces = Traces.unheard();
  final Rig rig;

  /** What the last port measures. */
  Metrics metrics = Metrics.none();

  private final VirtioDevice device;
  private final Map<Integer, GuestRing> rings = new HashMap<>();
  private final Map<Integer, Map<Integer, Long>> buffers = new HashMap<>();
  private long nextBuffer = Rig.BUFFERS;

  /** What its device has to work with. */
  DeviceServices services() {
    return new DeviceServices(chardevs, new HandClock(), traces);
  }

  ConsoleGuest(int maxPorts) throws BackplaneException {
    this.device =
        new VirtioSerialType()
            .create(
                "/machine/peripheral/vs",
                new PropertyValues(Map.of("max_ports", new PropertyValue.Unsigned(maxPorts))),
                Probes.metrics(new VirtioSerialType().description()),
                services());
    this.rig = new Rig(device);
  }

  BusDevice console(Map<String, PropertyValue> values) throws BackplaneException {
    return plug(ConsolePortTypes.CONSOLE, values);
  }

  BusDevice serialPort(Map<String, PropertyValue> values) throws BackplaneException {
    return plug(ConsolePortTypes.SERIAL_PORT, values);
  }

  private BusDevice plug(BusDeviceType type, Map<String, PropertyValue> values)
      throws BackplaneException {
    String name = type.description().name();
    metrics = Probes.metrics(type.description());
    var place = new DeviceBus.Place("/machine/peripheral/p", name + " 'p'");
    return device.bus().orElseThrow().plug(type, place, new PropertyValues(values), metrics);
  }

  static Map<String, PropertyValue> on(String chardev) {
    return Map.of("chardev", new PropertyValue.Text(chardev));
  }

  static Map<String, PropertyValue> on(String chardev, String name) {
    return Map.of("chardev", new PropertyValue.Text(chardev), "name", new PropertyValue.Text(name));
  }

  /** A driver comes that knows these features. */
  void bringUp(long features) throws GuestMemoryException {
    rings.clear();
    buffers.clear();
    nextBuffer = Rig.BUFFERS;
    assertThat(rig.driver.probe()).isEqualTo(3);
    assertThat(rig.driver.negotiate(Feature.ALL | features)).isTrue();
    int queues = (features & rig.driver.offered() & VirtioSerial.MULTIPORT) == 0 ? 2 : QUEUES;
    for (int index = 0; index < queues; index++) {
      rings.put(index, rig.driver.queue(index));
    }
    rig.driver.ready();
    rig.settle();
  }

  /** A driver comes that knows several ports, serves all and opens them. */
  void bringUpPorts(int... ports) throws GuestMemoryException {
    bringUp(VirtioSerial.MULTIPORT);
    listen(24);
    say(0, ConsoleEvent.DEVICE_READY, 1);
    for (int port : ports) {
      say(port, ConsoleEvent.PORT_READY, 1);
      say(port, ConsoleEvent.PORT_OPEN, 1);
    }
    heard();
  }

  GuestRing ring(int queue) {
    return rings.get(queue);
  }

  /** The driver ends a queue and sets it up anew. */
  void renew(int queue) throws GuestMemoryException {
    rig.driver.queueDown(queue);
    rings.put(queue, rig.driver.queue(queue));
    buffers.remove(queue);
  }

  /** Gives buffers for messages. */
  void listen(int count) throws GuestMemoryException {
    for (int n = 0; n < count; n++) {
      post(ConsoleControl.RECEIVE_QUEUE, GuestRing.writable(take(MESSAGE_BUFFER), MESSAGE_BUFFER));
    }
    rig.settle();
  }

  void say(long port, ConsoleEvent event, int value) throws GuestMemoryException {
    say(new ControlMessage(port, event, value).bytes());
  }

  void say(ByteBuffer message) throws GuestMemoryException {
    write(ConsoleControl.TRANSMIT_QUEUE, message);
  }

  /** How many of the messages to the device came back since the last call. */
  int sentMessages() throws GuestMemoryException {
    return rings.get(ConsoleControl.TRANSMIT_QUEUE).takeAll().size();
  }

  /** The device's messages since the last call, such as {@code 1 PORT_OPEN 0}. */
  List<String> heard() throws GuestMemoryException {
    var messages = new ArrayList<String>();
    for (byte[] bytes : received(ConsoleControl.RECEIVE_QUEUE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int port = buffer.getInt();
      ConsoleEvent event = ConsoleEvent.of(buffer.getShort()).orElseThrow();
      int value = buffer.getShort();
      String name = StandardCharsets.UTF_8.decode(buffer).toString();
      messages.add("%d %s %s".formatted(port, event, name.isEmpty() ? value : name));
    }
    return messages;
  }

  /** Sends over a port. */
  void send(int port, String text) throws GuestMemoryException {
    write(
        new PortIdentity(port, true, "").transmitQueue(),
        ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** How many of the chains sent over a port came back since the last call. */
  int sent(int port) throws GuestMemoryException {
    return rings.get(new PortIdentity(port, true, "").transmitQueue()).takeAll().size();
  }

  /** Gives a port's input a buffer. */
  void give(int port, int bytes) throws GuestMemoryException {
    post(new PortIdentity(port, true, "").receiveQueue(), GuestRing.writable(take(bytes), bytes));
    rig.settle();
  }

  /** A port's input since the last call. */
  String input(int port) throws GuestMemoryException {
    var text = new StringBuilder();
    for (byte[] bytes : received(new PortIdentity(port, true, "").receiveQueue())) {
      text.append(new String(bytes, StandardCharsets.US_ASCII));
    }
    return text.toString();
  }

  boolean needsReset() {
    return (rig.driver.read(Register.STATUS) & DriverState.NEEDS_RESET) != 0;
  }

  /** Posts a chain and kicks, without a turn of the loop. */
  void post(int queue, Descriptor... chain) throws GuestMemoryException {
    int head = rings.get(queue).post(chain);
    buffers.computeIfAbsent(queue, _ -> new HashMap<>()).put(head, chain[0].address());
    rig.driver.write(Register.QUEUE_NOTIFY, queue);
  }

  private void write(int queue, ByteBuffer bytes) throws GuestMemoryException {
    long at = take(bytes.remaining());
    int length = bytes.remaining();
    rig.memory.write(at, bytes);
    post(queue, GuestRing.readable(at, length));
    rig.settle();
  }

  private List<byte[]> received(int queue) throws GuestMemoryException {
    var all = new ArrayList<byte[]>();
    for (UsedElement used : rings.get(queue).takeAll()) {
      var bytes = new byte[(int) used.length()];
      rig.memory.read(buffers.get(queue).get(used.id()), bytes);
      all.add(bytes);
    }
    return all;
  }

  private long take(int bytes) {
    if (nextBuffer + bytes > Rig.RAM + Rig.RAM_BYTES) {
      nextBuffer = Rig.BUFFERS; // what lies there came back long ago
    }
    long at = nextBuffer;
    nextBuffer += (bytes + 7) & ~7;
    return at;
  }

  @Override
  public void close() {
    rig.close();
  }
}
