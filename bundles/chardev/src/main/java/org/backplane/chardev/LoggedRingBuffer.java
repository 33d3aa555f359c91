package org.backplane.chardev;

import java.nio.ByteBuffer;
import org.backplane.api.chardev.RingBuffer;

/** A ring of which all that its front end writes goes into a log too. */
final class LoggedRingBuffer extends LoggedChardev implements RingBuffer {

  private final RingBuffer ring;

  LoggedRingBuffer(RingBuffer ring, OutputLog log) {
    super(ring, log);
    this.ring = ring;
  }

  @Override
  public void take(ByteBuffer target) {
    ring.take(target);
  }

  @Override
  public void put(ByteBuffer source) {
    ring.put(source);
  }
}
