package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of one peer as its front end sees them. Reads and writes never wait. */
sealed interface PeerStream permits PlainStream, TlsStream {

  /** Room that a buffer for {@link #read} must have. */
  int bufferBytes();

  /**
   * Reads what is there. For the thread that holds the socket's receiving lock.
   *
   * @return -1 at the end, 0 when nothing is there now
   */
  int read(ByteBuffer target) throws IOException;

  /**
   * Writes as much as there is room for. For the thread that holds the socket's sending lock.
   *
   * @return whether all has gone, what was left from before included
   */
  boolean wroteAll(ByteBuffer data) throws IOException;

  /** Whether the peer has said something that was not read. */
  boolean hasUnread() throws IOException;

  /** Tells the peer that this is the end, if that can be done at once. Any thread. */
  void farewell();
}
