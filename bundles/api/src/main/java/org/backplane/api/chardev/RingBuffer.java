package org.backplane.api.chardev;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A character device that keeps what was last written to it for whoever asks. Any thread may call
 * any method; none blocks.
 */
@ConsumerType
public interface RingBuffer extends Chardev {

  /** Takes the oldest bytes out, as many as there are and the buffer has room for. */
  void take(ByteBuffer target);

  /** Puts all remaining bytes in; the oldest ones make room. */
  void put(ByteBuffer source);
}
