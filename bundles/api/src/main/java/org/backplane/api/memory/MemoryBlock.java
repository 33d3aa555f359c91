package org.backplane.api.memory;

import java.lang.foreign.MemorySegment;

/**
 * A piece of host memory.
 *
 * @param name the memory block's name: its object's id, or path
 * @param segment the memory itself, usable from every thread; at least {@code sizeBytes} long
 * @param sizeBytes how much of it was asked for
 * @param pageSizeBytes size of the host pages behind it
 * @param shared whether other processes may map the same pages
 * @param writable false for ROM: a guest may not write to it, and the segment is read-only
 */
public record MemoryBlock(
    String name,
    MemorySegment segment,
    long sizeBytes,
    long pageSizeBytes,
    boolean shared,
    boolean writable) {

  public MemoryBlock {
    if (sizeBytes <= 0 || sizeBytes > segment.byteSize()) {
      throw new IllegalArgumentException(
          "size %d of a segment of %d bytes".formatted(sizeBytes, segment.byteSize()));
    }
  }
}
