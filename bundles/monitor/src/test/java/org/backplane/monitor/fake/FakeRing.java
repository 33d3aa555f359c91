package org.backplane.monitor.fake;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.chardev.RingBuffer;

/** A ring buffer that never is full. */
final class FakeRing implements RingBuffer {

  private final ArrayDeque<Byte> bytes = new ArrayDeque<>();
  private final boolean ended;

  /**
   * @param ended whether its code ends between being found and being used
   */
  FakeRing(boolean ended) {
    this.ended = ended;
  }

  private void check() {
    if (ended) {
      throw new IllegalStateException("ended");
    }
  }

  @Override
  public synchronized void take(ByteBuffer target) {
    check();
    while (target.hasRemaining() && !bytes.isEmpty()) {
      target.put(bytes.poll());
    }
  }

  @Override
  public synchronized void put(ByteBuffer source) {
    check();
    while (source.hasRemaining()) {
      bytes.add(source.get());
    }
  }

  @Override
  public void attach(FrontEnd frontEnd) {}

  @Override
  public void detach(FrontEnd frontEnd) {}

  @Override
  public String filename() {
    return "ringbuf";
  }

  @Override
  public void close() {}
}
