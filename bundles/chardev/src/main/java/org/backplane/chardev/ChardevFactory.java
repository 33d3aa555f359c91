package org.backplane.chardev;

import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.RingBuffer;
import org.backplane.api.chardev.Yankable;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;

/** What the makers of all character devices have in common: the log of what is written. */
abstract class ChardevFactory implements BackendFactory {

  private final TypeDescription type;

  /**
   * @param type made by {@link ChardevType#of}
   */
  ChardevFactory(TypeDescription type) {
    this.type = type;
  }

  /** Makes the device itself. */
  abstract Chardev make(Creation creation) throws BackplaneException;

  @Override
  public final TypeDescription description() {
    return type;
  }

  @Override
  public final BackendObject create(Creation creation) throws BackplaneException {
    Optional<OutputLog> log = OutputLog.keep(creation);
    Chardev device = make(creation);
    return log.isPresent() ? logged(device, log.get()) : device;
  }

  private static Chardev logged(Chardev device, OutputLog log) {
    return switch (device) {
      case RingBuffer ring -> new LoggedRingBuffer(ring, log);
      case Yankable socket -> new LoggedYankable(socket, log);
      default -> new LoggedChardev(device, log);
    };
  }
}
