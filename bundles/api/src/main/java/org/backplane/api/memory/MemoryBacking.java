package org.backplane.api.memory;

/**
 * The open file behind a memory block.
 *
 * @param descriptor its number in this process, to hand on to another process while the memory is
 *     leased; whoever reads it here never closes it
 * @param offsetBytes where in the file the block starts
 */
public record MemoryBacking(int descriptor, long offsetBytes) {

  public MemoryBacking {
    if (descriptor < 0 || offsetBytes < 0) {
      throw new IllegalArgumentException(
          "descriptor %d, offset %d".formatted(descriptor, offsetBytes));
    }
  }
}
