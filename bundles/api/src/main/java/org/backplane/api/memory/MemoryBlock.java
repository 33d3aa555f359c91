package org.backplane.api.memory;

import java.lang.foreign.MemorySegment;

/**
 * A piece of host memory.
 *
 * @param segment the memory itself, usable from every thread; at least {@code sizeBytes} long
 * @param sizeBytes how much of it was asked for
 * @param pageSizeBytes size of the host pages behind it
 * @param shared whether other processes may map the same pages
 * @param writable whether a guest may write to it
 */
public record MemoryBlock(
    MemorySegment segment, long sizeBytes, long pageSizeBytes, boolean shared, boolean writable) {

  public MemoryBlock {
    if (sizeBytes <= 0 || sizeBytes > segment.byteSize()) {
      throw new IllegalArgumentException(
          "size %d of a segment of %d bytes".formatted(sizeBytes, segment.byteSize()));
    }
  }
}
