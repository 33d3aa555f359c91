package org.backplane.api.chardev;

import org.backplane.api.object.BackendObject;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A character device: {@code -chardev}. Its one front end is whoever holds the exclusive lease; it
 * calls {@link #attach} each time the lease's target comes.
 */
@ConsumerType
public interface Chardev extends BackendObject {

  /**
   * Starts serving a front end. Connections that are already there are opened at once.
   *
   * @throws IllegalStateException another front end is attached
   */
  void attach(FrontEnd frontEnd);

  /**
   * Stops serving it; open connections stay for the next one. Nothing happens if it is not
   * attached.
   */
  void detach(FrontEnd frontEnd);

  /**
   * Whether another peer may come once the present one is gone. Where it is not so, hanging up on a
   * peer is for ever. Any thread; must not block.
   */
  default boolean peersReturn() {
    return false;
  }

  /** Sends the front end a break, as a serial line does; nothing happens without a front end. */
  default void sendBreak() {}

  /** What {@code query-chardev} shows, such as {@code disconnected:unix:/run/a.sock,server=on}. */
  String filename();
}
