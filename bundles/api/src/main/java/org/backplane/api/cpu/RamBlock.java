package org.backplane.api.cpu;

import java.lang.foreign.MemorySegment;

/**
 * RAM or ROM at a physical address.
 *
 * @param address its first physical address
 * @param segment its bytes, exactly as many as the guest may use
 * @param writable false for ROM: a store there is an access fault
 */
public record RamBlock(long address, MemorySegment segment, boolean writable) {

  /** The offset of an access within the block, or -1 when not all of it lies inside. */
  public long offset(long at, int widthBytes) {
    long offset = at - address;
    return offset >= 0 && offset <= segment.byteSize() - widthBytes ? offset : -1;
  }
}
