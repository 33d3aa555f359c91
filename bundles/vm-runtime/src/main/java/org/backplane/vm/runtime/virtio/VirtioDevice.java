package org.backplane.vm.runtime.virtio;

import java.util.List;
import java.util.Map;
import org.backplane.api.type.PropertyValue;

/**
 * A device model: what a virtio device does, apart from how a driver reaches it. {@link #work} and
 * {@link #reset} are called by the device's own loop, one at a time, with no lock held, so that
 * they may call backends; the other methods may be called by any thread and answer at once.
 */
public interface VirtioDevice extends AutoCloseable {

  /** The device type of virtio 1.2, section 5. */
  int deviceId();

  /** The greatest size of each queue, a power of two up to 1024. */
  List<Integer> queueSizes();

  /** Offered feature bits of this kind of device; the transport adds those of its rings. */
  default long features() {
    return 0;
  }

  /** Whether the device can work with these features. */
  default boolean accepts(long features) {
    return true;
  }

  /**
   * The device configuration as it is now, little-endian. The array is never changed; after
   * publishing another one the device calls {@link DevicePort#configChanged}.
   */
  default byte[] config() {
    return new byte[0];
  }

  /**
   * The driver wrote to the configuration, within its size; a hart's thread.
   *
   * @param widthBytes 1, 2 or 4
   */
  default void configWritten(int offset, int widthBytes, int value) {}

  /** Hands over the way to the driver; called once, before everything else. */
  void connect(DevicePort port);

  /**
   * Does what there is to do. Called after a notification of any queue, after the driver or the
   * machine became ready, and after {@link DevicePort#wake}; calls may be for nothing.
   */
  void work();

  /** The driver went away: forget its chains. Called before work for the next driver. */
  void reset();

  /** What an operator should know, such as {@code waiting for rng0}; empty when all is well. */
  String state();

  /** The current values of its properties; an unset link is an empty text. */
  Map<String, PropertyValue> properties();

  /** Gives leases back and ends timers. No call follows. */
  @Override
  void close();
}
