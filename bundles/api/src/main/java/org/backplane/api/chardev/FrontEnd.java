package org.backplane.api.chardev;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The user of a character device. Calls for one connection come one at a time and in order: opened,
 * received as often as it happens, closed. When the device's code is exchanged, {@code closed} does
 * not come; the new code opens a connection with the same {@link Connection#id}.
 */
@ConsumerType
public interface FrontEnd {

  /** How many peers it serves at once; more wait in the host's backlog. */
  default int connectionLimit() {
    return 1;
  }

  /** A peer is there. */
  void opened(Connection connection);

  /** Bytes came; the buffer is valid only during the call. Blocking here holds the peer back. */
  void received(Connection connection, ByteBuffer data);

  /** A break was sent; may come at any time, also without a peer. Must not block. */
  default void broken() {}

  /**
   * The peer is gone, or sends no more; it may still read until this call returns. Blocking here
   * keeps its place taken.
   */
  void closed(Connection connection);
}
