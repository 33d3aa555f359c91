package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.backplane.linux.StreamSocket;

/** Bytes as they come. */
record PlainStream(StreamSocket socket) implements PeerStream {

  private static final int BUFFER_BYTES = 8 * 1024;

  @Override
  public int bufferBytes() {
    return BUFFER_BYTES;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return socket.read(target);
  }

  @Override
  public boolean wroteAll(ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      if (socket.write(data) == 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean hasUnread() throws IOException {
    return socket.unread() > 0;
  }

  @Override
  public void farewell() {
    // The end of the stream says it.
  }
}
