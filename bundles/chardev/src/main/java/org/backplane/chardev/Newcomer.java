package org.backplane.chardev;

import java.util.Optional;
import org.backplane.api.tls.TlsSession;
import org.backplane.linux.StreamSocket;

/**
 * A peer that is connected, and that has shaken hands where that is asked for.
 *
 * @param session empty when nothing protects the bytes
 */
record Newcomer(StreamSocket socket, Optional<TlsSession> session) {

  static Newcomer plain(StreamSocket socket) {
    return new Newcomer(socket, Optional.empty());
  }
}
