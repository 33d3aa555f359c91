package org.backplane.vm.runtime.virtio;

import java.util.Optional;
import org.backplane.vm.runtime.memory.GuestMemoryGone;

/** A device model's way to its driver. */
public interface DevicePort {

  /** Work on the queues. */
  @FunctionalInterface
  interface QueueWork {
    /**
     * Short, and without calls to backends: a hart that touches the device waits meanwhile.
     *
     * @throws QueueError the driver broke the rules; the device will need a reset
     */
    void with(Queues queues) throws QueueError, GuestMemoryGone;
  }

  /** The queues of a driver; not to be kept. */
  @FunctionalInterface
  interface Queues {
    /** The queue of that index, if the driver has set it up. */
    Optional<SplitQueue> queue(int index);
  }

  /**
   * Does the work unless the machine is stopped, or the driver is not ready, gone or in error. What
   * the work pushed is shown to the driver afterwards, with one interrupt for all. Only on the
   * device's own loop.
   *
   * @return whether the work was done
   */
  boolean access(QueueWork work);

  /** Whether the machine lets the device work. */
  boolean running();

  /** The features that device and driver agreed on; none before that. */
  long features();

  /** Lets the loop call {@link VirtioDevice#work} soon; any thread, and answers at once. */
  void wake();

  /** Tells the driver that the configuration is another one now; any thread. */
  void configChanged();
}
