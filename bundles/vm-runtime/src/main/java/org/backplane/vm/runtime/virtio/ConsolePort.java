package org.backplane.vm.runtime.virtio;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.device.BusDevice;
import org.backplane.vm.runtime.memory.GuestMemoryGone;
import org.backplane.vm.runtime.serial.SerialPort;
import org.jspecify.annotations.Nullable;

/**
 * One port of a virtio console: the guest's buffers at one end, a character device at the other.
 * Neither waits for the other: what the host does not take stays in the guest's buffers, and what
 * the guest has no buffers for holds the peer back.
 *
 * <p>On the device's loop, except for what {@link BusDevice} has and {@link #emergency}.
 */
final class ConsolePort implements BusDevice {

  /** Chains in one turn, so that a busy guest leaves the others their turn. */
  private static final int BATCH = 128;

  private static final OptionalLong ANYBODY = OptionalLong.of(0);

  private final PortIdentity identity;
  private final SerialPort line;
  private final ConsoleProbe probe;
  private final Runnable wake;
  private final PortTalk talk;
  private @Nullable Sending sending;
  private boolean throttled;

  /** A chain that a peer had not enough room for, and the queue to which it belongs. */
  private record Sending(SplitQueue queue, DescriptorChain chain, OptionalLong peer) {}

  /**
   * @param line its character device, if it has one
   * @param wake has the loop call {@link #move} soon
   */
  ConsolePort(PortIdentity identity, SerialPort line, ConsoleProbe probe, Runnable wake) {
    this.identity = identity;
    this.line = line;
    this.probe = probe;
    this.wake = wake;
    this.talk = new PortTalk(identity);
    line.input().onArrival(wake);
    line.output().onRoom(wake);
    line.output().onPeer(wake);
  }

  PortIdentity identity() {
    return identity;
  }

  PortTalk talk() {
    return talk;
  }

  /** The next message that the driver should get about this port. */
  Optional<ControlMessage> nextMessage() {
    return talk.next(peer(), line.input().isEmpty());
  }

  /** A console is open whoever looks at it; another port is when somebody is there. */
  private OptionalLong peer() {
    if (identity.console()) {
      return line.chardev().isPresent() ? ANYBODY : OptionalLong.empty();
    }
    return line.output().peer();
  }

  /**
   * Moves bytes both ways.
   *
   * @param listening whether the guest takes input now
   * @param scratch of any content
   */
  void move(DevicePort.Queues queues, boolean listening, ByteBuffer scratch)
      throws QueueError, GuestMemoryGone {
    Optional<SplitQueue> output = queues.queue(identity.transmitQueue());
    if (output.isPresent()) {
      transmit(output.get(), scratch);
    }
    Optional<SplitQueue> input = queues.queue(identity.receiveQueue());
    if (input.isPresent() && listening) {
      receive(input.get(), scratch);
    }
  }

  private void transmit(SplitQueue queue, ByteBuffer scratch) throws QueueError, GuestMemoryGone {
    for (int n = 0; n < BATCH; n++) {
      Optional<DescriptorChain> chain = nextToSend(queue);
      if (chain.isEmpty()) {
        break;
      }
      OptionalLong peer = peer();
      boolean sent = send(queue, chain.get(), scratch);
      throttle(!sent);
      if (!sent) {
        sending = new Sending(queue, chain.get(), peer);
        return; // the line wakes us when there is room
      }
      queue.push(chain.get());
    }
    if (queue.enableKicks() || queue.pending() > 0) {
      wake.run();
    }
  }

  private void throttle(boolean waits) {
    if (waits != throttled) {
      throttled = waits;
      probe.throttled(identity.number(), waits);
    }
  }

  private Optional<DescriptorChain> nextToSend(SplitQueue queue)
      throws QueueError, GuestMemoryGone {
    Sending unfinished = sending;
    sending = null;
    if (unfinished == null || !unfinished.queue().equals(queue)) {
      return queue.pop();
    }
    if (unfinished.peer().equals(peer())) {
      return Optional.of(unfinished.chain());
    }
    queue.push(unfinished.chain()); // the next peer does not begin with the rest of it
    return queue.pop();
  }

  /** Answers whether the chain is done with; what nobody wants is not even read. */
  private boolean send(SplitQueue queue, DescriptorChain chain, ByteBuffer scratch)
      throws QueueError, GuestMemoryGone {
    long offered = chain.readableBytes() - chain.readBytes();
    while (chain.readBytes() < chain.readableBytes() && !line.output().drops()) {
      int room = line.output().room();
      if (room == 0) {
        break;
      }
      scratch.clear().limit(Math.min(room, scratch.capacity()));
      queue.read(chain, scratch);
      line.output().put(scratch.flip());
    }
    long left = chain.readableBytes() - chain.readBytes();
    probe.flushed(identity.number(), offered, offered - left);
    if (left > 0 && line.output().drops()) {
      line.output().dropped(left);
      return true;
    }
    return left == 0;
  }

  private void receive(SplitQueue queue, ByteBuffer scratch) throws QueueError, GuestMemoryGone {
    for (int n = 0; n < BATCH && !line.input().isEmpty(); n++) {
      Optional<DescriptorChain> chain = queue.pop();
      if (chain.isEmpty()) {
        break;
      }
      fill(queue, chain.get(), scratch);
      queue.push(chain.get());
    }
    if (queue.enableKicks() || (!line.input().isEmpty() && queue.pending() > 0)) {
      wake.run();
    }
  }

  private void fill(SplitQueue queue, DescriptorChain chain, ByteBuffer scratch)
      throws QueueError, GuestMemoryGone {
    if (chain.writableBytes() == 0) {
      throw new QueueError(
          "queue %d: a buffer for input that cannot be written to"
              .formatted(identity.receiveQueue()));
    }
    scratch.clear().limit((int) Math.min(chain.writableBytes(), scratch.capacity()));
    line.input().read(scratch);
    probe.received(identity.number(), scratch.position());
    queue.write(chain, scratch.flip());
  }

  /** A byte that the guest could not send in any other way; any thread, never waits. */
  void emergency(byte octet) {
    line.output().put(octet);
  }

  /** The driver is gone, and its chains with it. */
  void reset() {
    sending = null;
    throttle(false);
    talk.reset();
  }

  @Override
  public Map<String, PropertyValue> properties() {
    var values = new HashMap<String, PropertyValue>();
    values.put(ConsolePortTypes.NUMBER, new PropertyValue.Unsigned(identity.number()));
    if (!identity.name().isEmpty()) {
      values.put(ConsolePortTypes.NAME, new PropertyValue.Text(identity.name()));
    }
    line.chardev()
        .ifPresent(
            path -> values.put(ConsolePortTypes.CHARDEV, new PropertyValue.Text(path.toString())));
    return values;
  }

  @Override
  public String state() {
    return line.state() + (talk.guestOpen() ? "; open in the guest" : "; not open in the guest");
  }

  /**
   * Gives the character device back; any thread.
   *
   * @param patience how long to wait for a peer that still has to read
   */
  void close(Duration patience) {
    line.close(patience);
  }
}
