package org.backplane.api.machine;

import java.util.List;
import java.util.Optional;

/**
 * How a virtio device and its driver in the guest stand to each other at a moment. Bits and indices
 * are those of virtio 1.2.
 *
 * @param path the device's place in the object tree, such as {@code /machine/peripheral/r0}
 * @param name its kind, such as {@code virtio-rng}
 * @param deviceId its kind's number, such as 4
 * @param offered what the device can do
 * @param agreed what both sides use; none before they have agreed
 * @param status what the driver has told about itself, and the device's call for a reset
 * @param interruptStatus why it interrupts: bit 0 for a used buffer, bit 1 for its configuration
 * @param queueSelect the queue that the driver's next register access is about
 * @param configGeneration counts changes of its configuration, unsigned
 * @param running whether the machine lets it work
 * @param failure why it has stopped working; empty while it has not
 * @param queues its queues, by number from 0 on
 */
public record VirtioReport(
    String path,
    String name,
    int deviceId,
    Features offered,
    Features agreed,
    Status status,
    int interruptStatus,
    int queueSelect,
    int configGeneration,
    boolean running,
    String failure,
    List<Queue> queues) {

  public VirtioReport {
    queues = List.copyOf(queues);
  }

  /** Whether it works no more until its driver resets it. */
  public boolean broken() {
    return !failure.isEmpty();
  }

  /**
   * A set of features.
   *
   * @param bits all of them
   * @param transport names of those that belong to rings and transport, such as {@code VERSION_1},
   *     by bit
   * @param device names of those of its kind of device, such as {@code MULTIPORT}, by bit
   * @param unknown the bits that have no name here
   */
  public record Features(long bits, List<String> transport, List<String> device, long unknown) {

    public Features {
      transport = List.copyOf(transport);
      device = List.copyOf(device);
    }
  }

  /**
   * The status register.
   *
   * @param bits all of them
   * @param names of those that are set, such as {@code DRIVER_OK}, by bit
   * @param unknown the bits that have no name
   */
  public record Status(int bits, List<String> names, int unknown) {

    public Status {
      names = List.copyOf(names);
    }
  }

  /**
   * A queue.
   *
   * @param number from 0 on
   * @param maxSize most descriptors that it can have
   * @param size descriptors that the driver wants; 0 before it has told
   * @param ready whether the driver has set it up
   * @param descriptors guest physical address of the descriptor table
   * @param available guest physical address of the driver's ring
   * @param used guest physical address of the device's ring
   * @param progress how far it is; empty while it is not at work
   */
  public record Queue(
      int number,
      int maxSize,
      int size,
      boolean ready,
      long descriptors,
      long available,
      long used,
      Optional<Progress> progress) {}

  /**
   * How far a queue is. Indices count up to 65535 and begin anew.
   *
   * @param lastAvailable the next chain that the device takes
   * @param seenAvailable the end of the chains that the device has seen
   * @param used the next used element, as the driver sees it
   * @param signalledUsed the used index when the driver was last thought of
   * @param signalledValid whether {@code signalledUsed} means anything yet
   * @param inUse chains that the device has taken and not given back
   */
  public record Progress(
      int lastAvailable,
      int seenAvailable,
      int used,
      int signalledUsed,
      boolean signalledValid,
      int inUse) {}
}
