package org.backplane.vm.runtime.virtio;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.device.DeviceBus;

/**
 * A device model: what a virtio device does, apart from how a driver reaches it. {@link #work} and
 * {@link #reset} are called by the device's own loop, one at a time, with no lock held, so that
 * they may call backends; the other methods may be called by any thread and answer at once, with
 * the one exception of {@link #exchange}.
 */
public interface VirtioDevice extends AutoCloseable {

  /** The device type of virtio 1.2, section 5. */
  int deviceId();

  /** Its kind, such as {@code virtio-rng}. */
  String name();

  /** The greatest size of each queue, a power of two up to 1024. */
  List<Integer> queueSizes();

  /** Offered feature bits of this kind of device; the transport adds those of its rings. */
  default long features() {
    return 0;
  }

  /** The names of the feature bits of this kind of device, by bit. */
  default List<NamedBit> featureNames() {
    return List.of();
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

  /** The bus that it brings along, if it does; the same answer each time. */
  default Optional<DeviceBus> bus() {
    return Optional.empty();
  }

  /** Hands over the way to the driver; called once, before everything else. */
  void connect(DevicePort port);

  /**
   * Does what there is to do. Called after a notification of any queue, after the driver or the
   * machine became ready, and after {@link DevicePort#wake}; calls may be for nothing.
   */
  void work();

  /** The machine goes on or stands still; any thread, and answers at once. */
  default void running(boolean runs) {}

  /** The driver went away: forget its chains. Called before work for the next driver. */
  void reset();

  /** What an operator should know, such as {@code waiting for rng0}; empty when all is well. */
  String state();

  /** The current values of its properties; an unset link is an empty text. */
  Map<String, PropertyValue> properties();

  /**
   * Has another object behind a link from now on: what the old one owes is asked of the new one.
   * May wait for the new object, unlike the other methods, and never for the old one.
   *
   * @param property the link's name
   * @param object id or path
   * @throws BackplaneException there is no such link or object, or they do not fit; all is as it
   *     was
   */
  default void exchange(String property, String object) throws BackplaneException {
    throw new InvalidRequestException(
        "", "'%s' is not a link that can be exchanged".formatted(property), "");
  }

  /** Gives leases back and ends timers. No call follows, except that an exchange may be late. */
  @Override
  void close();
}
