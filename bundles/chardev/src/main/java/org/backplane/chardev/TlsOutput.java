package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult;
import org.backplane.api.tls.TlsSession;
import org.backplane.linux.StreamSocket;

/** Seals bytes and sends them, one record at a time, so that no more than one ever waits. */
record TlsOutput(StreamSocket socket, TlsSession session) {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  /** Sends what was sealed before; answers whether all has gone. */
  boolean flushed() throws IOException {
    ByteBuffer sealed = session.outgoing().flip();
    try {
      while (sealed.hasRemaining()) {
        if (socket.write(sealed) == 0) {
          return false;
        }
      }
      return true;
    } finally {
      sealed.compact();
    }
  }

  /** Seals a record of data at most. Nothing may be left from before. */
  SSLEngineResult seal(ByteBuffer data) throws IOException {
    return session.engine().wrap(data, session.outgoing());
  }

  /** Seals what the engine has to say itself. */
  SSLEngineResult sealOwn() throws IOException {
    return seal(NOTHING.duplicate());
  }
}
