package org.backplane.chardev;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * The bytes of a ring and how far it has been written and read, all in memory that outlives the
 * code: two counters of 64 bits, then the bytes. One generation of code uses it at a time, under
 * its lock.
 */
record Ring(MemorySegment memory, int sizeBytes) {

  private static final long WRITTEN = 0;
  private static final long TAKEN = Long.BYTES;
  private static final long BYTES = 2 * Long.BYTES;

  /** The memory that a ring of that size needs. */
  static long memoryBytes(int sizeBytes) {
    return BYTES + sizeBytes;
  }

  void put(ByteBuffer source) {
    int surplus = Math.max(0, source.remaining() - sizeBytes);
    source.position(source.position() + surplus); // it would be overwritten within this call
    long written = counter(WRITTEN) + surplus;
    while (source.hasRemaining()) {
      int at = (int) (written % sizeBytes);
      int count = Math.min(source.remaining(), sizeBytes - at);
      MemorySegment piece = MemorySegment.ofBuffer(source).asSlice(0, count);
      MemorySegment.copy(piece, 0, memory, BYTES + at, count);
      source.position(source.position() + count);
      written += count;
    }
    counter(WRITTEN, written);
    counter(TAKEN, Math.max(counter(TAKEN), written - sizeBytes));
  }

  void take(ByteBuffer target) {
    long taken = counter(TAKEN);
    long written = counter(WRITTEN);
    while (target.hasRemaining() && taken < written) {
      int at = (int) (taken % sizeBytes);
      int count = (int) Math.min(Math.min(target.remaining(), written - taken), sizeBytes - at);
      MemorySegment.copy(memory, BYTES + at, MemorySegment.ofBuffer(target), 0, count);
      target.position(target.position() + count);
      taken += count;
    }
    counter(TAKEN, taken);
  }

  private long counter(long offset) {
    return memory.get(ValueLayout.JAVA_LONG, offset);
  }

  private void counter(long offset, long value) {
    memory.set(ValueLayout.JAVA_LONG, offset, value);
  }
}
