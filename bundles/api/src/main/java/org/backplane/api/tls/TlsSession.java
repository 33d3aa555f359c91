package org.backplane.api.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;

/**
 * What a protected connection consists of besides its socket. Of lasting classes only, so that it
 * goes on when the code that uses it is exchanged. Whoever reads uses {@link #incoming}, whoever
 * writes {@link #outgoing}: one thread each at a time.
 */
public final class TlsSession {

  /** Holds any record that a peer may send, also an oversized one that engines put up with. */
  public static final int BUFFER_BYTES = 34 * 1024;

  private final SSLEngine engine;
  private final ByteBuffer incoming = ByteBuffer.allocate(BUFFER_BYTES);
  private final ByteBuffer outgoing = ByteBuffer.allocate(BUFFER_BYTES);

  public TlsSession(SSLEngine engine) {
    this.engine = engine;
  }

  /** What protects and checks the bytes. */
  public SSLEngine engine() {
    return engine;
  }

  /** What came and was not opened yet; between two uses ready to be filled further. */
  public ByteBuffer incoming() {
    return incoming;
  }

  /** What was sealed and has not gone yet; between two uses ready to be filled further. */
  public ByteBuffer outgoing() {
    return outgoing;
  }
}
