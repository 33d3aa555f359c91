package org.backplane.vm.runtime.virtio;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.backplane.vm.runtime.memory.GuestMemoryGone;

/**
 * The control queues of a console device: a driver may send anything, and gets its answers as it
 * gives buffers for them. On the device's loop.
 */
final class ConsoleControl {

  /** Queue for messages to the driver. */
  static final int RECEIVE_QUEUE = 2;

  /** Queue for messages of the driver. */
  static final int TRANSMIT_QUEUE = 3;

  private static final int BATCH = 32;

  private final VirtioSerialBus bus;
  private final ConsoleProbe probe;
  private final Runnable wake;
  private final ByteBuffer header = ByteBuffer.allocate(ControlMessage.HEADER_BYTES);

  ConsoleControl(VirtioSerialBus bus, ConsoleProbe probe, Runnable wake) {
    this.bus = bus;
    this.probe = probe;
    this.wake = wake;
  }

  /** Takes what the driver says. */
  void hear(DevicePort.Queues queues) throws QueueError, GuestMemoryGone {
    Optional<SplitQueue> found = queues.queue(TRANSMIT_QUEUE);
    if (found.isEmpty()) {
      return;
    }
    SplitQueue queue = found.get();
    for (int n = 0; n < BATCH; n++) {
      Optional<DescriptorChain> chain = queue.pop();
      if (chain.isEmpty()) {
        break;
      }
      queue.read(chain.get(), header.clear());
      queue.push(chain.get());
      ControlMessage.read(header.flip()).ifPresent(this::dispatch);
    }
    if (queue.enableKicks() || queue.pending() > 0) {
      wake.run();
    }
  }

  private void dispatch(ControlMessage message) {
    probe.heard(message);
    if (message.event() != ConsoleEvent.DEVICE_READY) {
      bus.port(message.port()).ifPresent(port -> port.talk().hear(message));
    } else if (message.value() != 0) {
      bus.ports().forEach(port -> port.talk().announce());
    }
  }

  /** Tells the driver what it does not know yet, as far as it has buffers for that. */
  void tell(DevicePort.Queues queues) throws QueueError, GuestMemoryGone {
    Optional<SplitQueue> found = queues.queue(RECEIVE_QUEUE);
    if (found.isEmpty()) {
      return;
    }
    SplitQueue queue = found.get();
    for (ConsolePort port : bus.ports()) {
      while (queue.pending() > 0) {
        Optional<ControlMessage> message = port.nextMessage();
        if (message.isEmpty()) {
          break;
        }
        send(queue, message.get());
        probe.told(message.get());
      }
    }
    if (queue.enableKicks()) {
      wake.run();
    }
  }

  /** A name that is too long for the driver's buffer is cut off. */
  private static void send(SplitQueue queue, ControlMessage message)
      throws QueueError, GuestMemoryGone {
    Optional<DescriptorChain> chain = queue.pop();
    if (chain.isEmpty()) {
      throw new QueueError("queue %d: a buffer was taken back".formatted(RECEIVE_QUEUE));
    }
    if (chain.get().writableBytes() < ControlMessage.HEADER_BYTES) {
      throw new QueueError(
          "queue %d: a buffer of %d bytes for a message"
              .formatted(RECEIVE_QUEUE, chain.get().writableBytes()));
    }
    queue.write(chain.get(), message.bytes());
    queue.push(chain.get());
  }
}
