package org.backplane.chardev;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.chardev.RingBuffer;

/** Keeps what its front end writes; a peer that never sends is always there. */
final class RingBufferChardev implements RingBuffer {

  private final FrontEndSlot slot = new FrontEndSlot();
  private final ReentrantLock lock = new ReentrantLock();
  private final Ring ring;

  RingBufferChardev(Ring ring) {
    this.ring = ring;
  }

  @Override
  public void attach(FrontEnd frontEnd) {
    slot.attach(frontEnd);
    frontEnd.opened(new SinkConnection("ringbuf", this::put, frontEnd));
  }

  @Override
  public void detach(FrontEnd frontEnd) {
    slot.detach(frontEnd);
  }

  @Override
  public void sendBreak() {
    slot.get().ifPresent(FrontEnd::broken);
  }

  @Override
  public void take(ByteBuffer target) {
    lock.lock();
    try {
      ring.take(target);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void put(ByteBuffer source) {
    lock.lock();
    try {
      ring.put(source);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String filename() {
    return "ringbuf";
  }

  @Override
  public void close() {}
}
