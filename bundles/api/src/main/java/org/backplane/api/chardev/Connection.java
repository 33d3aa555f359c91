package org.backplane.api.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** One peer's byte stream. Any thread may call any method. */
@ConsumerType
public interface Connection {

  /** A number that stays the peer's when the device's code is exchanged under it. */
  long id();

  /** Who is at the other end, for logs. */
  String peer();

  /**
   * Writes all remaining bytes. Blocks the caller.
   *
   * @throws IOException the peer is gone, or did not take the bytes within the deadline; the
   *     connection is closed then
   */
  void write(ByteBuffer data, Duration deadline) throws IOException;

  /** The way to pass open files; empty where the stream carries nothing but bytes. */
  default Optional<DescriptorPassing> descriptors() {
    return Optional.empty();
  }

  /** Ends the stream; the front end's {@link FrontEnd#closed} follows. */
  void close();
}
