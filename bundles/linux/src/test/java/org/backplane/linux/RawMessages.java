package org.backplane.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** What a peer may do that this bundle's own classes never do. */
final class RawMessages {
  private RawMessages() {}

  /** Sends one byte with any number of descriptors. */
  static void send(StreamSocket from, List<Integer> descriptors) throws IOException {
    try (var message = SocketMessage.toSend(ByteBuffer.allocate(1), 1, descriptors)) {
      if (SocketCalls.sendmsg(from.descriptor().number(), message.address(), 0) != 1) {
        throw LibC.failure("sendmsg", "");
      }
    }
  }

  /** A copy of a descriptor as a parent process leaves it to its children. */
  static int inheritable(FileDescriptor descriptor) {
    return LibC.fcntl(descriptor.number(), 0, 3); // F_DUPFD
  }
}
