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
  private final Traffic traffic;
  private boolean closed;

  RingBufferChardev(Ring ring, Traffic traffic) {
    this.ring = ring;
    this.traffic = traffic;
  }

  @Override
  public void attach(FrontEnd frontEnd) {
    slot.attach(frontEnd);
    frontEnd.opened(new SinkConnection("ringbuf", this::put, traffic, frontEnd));
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
    use(() -> ring.take(target));
  }

  @Override
  public void put(ByteBuffer source) {
    use(() -> ring.put(source));
  }

  /** The ring's memory may be gone once this code has ended, or be another code's. */
  private void use(Runnable access) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the ring's code has ended");
      }
      access.run();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String filename() {
    return "ringbuf";
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
