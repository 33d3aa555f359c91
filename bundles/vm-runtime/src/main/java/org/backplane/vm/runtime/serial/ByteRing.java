package org.backplane.vm.runtime.serial;

import java.nio.ByteBuffer;

/** So many bytes at most, first in, first out; not thread-safe. */
final class ByteRing {

  private final byte[] bytes;
  private int head;
  private int count;

  ByteRing(int capacity) {
    this.bytes = new byte[capacity];
  }

  int count() {
    return count;
  }

  boolean full() {
    return count == bytes.length;
  }

  /** Takes one byte; there must be room. */
  void put(byte value) {
    bytes[(head + count) % bytes.length] = value;
    count++;
  }

  /** Takes bytes until the source or the room ends. */
  void put(ByteBuffer source) {
    while (source.hasRemaining() && !full()) {
      int tail = (head + count) % bytes.length;
      int free = Math.min(bytes.length - count, bytes.length - tail);
      int step = Math.min(free, source.remaining());
      source.get(bytes, tail, step);
      count += step;
    }
  }

  /** Gives bytes until there are none, or no room in the target. */
  void take(ByteBuffer target) {
    while (target.hasRemaining() && count > 0) {
      int step = Math.min(target.remaining(), Math.min(count, bytes.length - head));
      target.put(bytes, head, step);
      head = (head + step) % bytes.length;
      count -= step;
    }
  }

  void clear() {
    count = 0;
  }
}
